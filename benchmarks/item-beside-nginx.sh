#!/usr/bin/env bash
# Requests per second of GET /api/catalog/items/{id} from the cache's first tier, beside nginx
# serving a static file of the same size: both on this machine, in turn, with the client beside them.
#
# Usage: benchmarks/item-beside-nginx.sh [URL of a running shop] [item id]
# Needs nginx, wrk and curl. ROUNDS (5), SECONDS_EACH (8), WARM_UP (30 s, not counted: the compiler shares
# the processors with the load) and CONNECTIONS (64) can be set.
set -euo pipefail

shop=${1:-http://127.0.0.1:8080}
item=${2:-1}
rounds=${ROUNDS:-5}
seconds=${SECONDS_EACH:-8}
connections=${CONNECTIONS:-64}
warm_up=${WARM_UP:-30}
for tool in nginx wrk curl; do
  command -v "$tool" >/dev/null || { echo "$tool is needed and not installed" >&2; exit 2; }
done

work=$(mktemp -d)
chmod 755 "$work"
nginx_pid=
cleanup() {
  [ -n "$nginx_pid" ] && kill "$nginx_pid" 2>/dev/null && wait "$nginx_pid" 2>/dev/null
  rm -rf "$work"
}
trap cleanup EXIT

mkdir "$work/www"
curl -fsS "$shop/api/catalog/items/$item" -o "$work/www/item.json"
chmod -R a+rX "$work/www"
port=$(( 20000 + RANDOM % 20000 ))
cat >"$work/nginx.conf" <<CONF
worker_processes auto;
pid $work/nginx.pid;
error_log $work/error.log;
daemon off;
events { worker_connections 4096; }
http {
  access_log off;
  keepalive_requests 1000000;
  client_body_temp_path $work; proxy_temp_path $work; fastcgi_temp_path $work; uwsgi_temp_path $work; scgi_temp_path $work;
  types { application/json json; }
  open_file_cache max=100;
  server { listen 127.0.0.1:$port; root $work/www; }
}
CONF
nginx -c "$work/nginx.conf" -p "$work" 2>/dev/null &
nginx_pid=$!
for _ in $(seq 50); do curl -fsS -o /dev/null "http://127.0.0.1:$port/item.json" 2>/dev/null && break; sleep 0.1; done

one() { # URL [seconds] -> "requests/s p99-in-ms"
  wrk -t2 -c"$connections" -d"${2:-$seconds}s" --latency "$1" |
    awk '/Requests\/sec/ {rate=$2} /99%/ {p99=$2} /Non-2xx/ {bad=$0} END {
      unit=p99; sub(/[0-9.]+/, "", unit); sub(/[a-z]+$/, "", p99)
      if (unit=="us") p99/=1000; if (unit=="s") p99*=1000
      if (bad) {print bad > "/dev/stderr"; exit 1}
      print rate, p99}'
}
median() { sort -n | awk '{v[NR]=$1} END {print (NR%2) ? v[(NR+1)/2] : (v[NR/2]+v[NR/2+1])/2}'; }

echo "item answer: $(stat -c %s "$work/www/item.json") bytes; $connections connections, $rounds rounds of ${seconds} s in turn"
one "$shop/api/catalog/items/$item" "$warm_up" >/dev/null
for round in $(seq "$rounds"); do
  read -r shop_rate shop_p99 < <(one "$shop/api/catalog/items/$item")
  read -r nginx_rate nginx_p99 < <(one "http://127.0.0.1:$port/item.json")
  echo "$shop_rate" >>"$work/shop"; echo "$nginx_rate" >>"$work/nginx"
  echo "$shop_p99" >>"$work/shop99"; echo "$nginx_p99" >>"$work/nginx99"
  awk -v r="$round" -v s="$shop_rate" -v n="$nginx_rate" 'BEGIN {printf "round %d: shop %.0f/s, nginx %.0f/s, ratio %.2f\n", r, s, n, s/n}'
  awk -v s="$shop_rate" -v n="$nginx_rate" 'BEGIN {print s/n}' >>"$work/ratio"
done
printf 'median: shop %.0f/s (p99 %.1f ms), nginx static file %.0f/s (p99 %.1f ms), ratio %.2f\n' \
  "$(median <"$work/shop")" "$(median <"$work/shop99")" "$(median <"$work/nginx")" "$(median <"$work/nginx99")" "$(median <"$work/ratio")"
