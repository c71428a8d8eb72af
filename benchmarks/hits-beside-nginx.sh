#!/usr/bin/env bash
# Requests per second of answers from the response cache, beside nginx serving the same answers from its
# proxy_cache (and the item as a static file): on this machine, in turn, with the client beside them.
#
# Usage: benchmarks/hits-beside-nginx.sh [URL of a running shop]
# Needs nginx, wrk and curl. ROUNDS (5), SECONDS_EACH (6), WARM_UP (20 s for each path, not counted: the
# compiler shares the processors with the load), CONNECTIONS ("64 1000") and TARGETS can be set.
set -euo pipefail

shop=${1:-http://127.0.0.1:8080}
rounds=${ROUNDS:-5}
seconds=${SECONDS_EACH:-6}
warm_up=${WARM_UP:-20}
connections=${CONNECTIONS:-64 1000}
targets=${TARGETS:-/api/catalog/items/1 /api/catalog/items?sort=price /api/catalog/search?q=lamp}
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

mkdir "$work/www" "$work/cache"
curl -fsS "$shop/api/catalog/items/1" -o "$work/www/item.json"
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
  open_file_cache max=1000;
  proxy_cache_path $work/cache keys_zone=answers:10m;
  server {
    listen 127.0.0.1:$port backlog=4096;
    root $work/www;
    location /api/ {
      proxy_pass $shop;
      proxy_cache answers;
      proxy_cache_valid 200 1h;
      proxy_ignore_headers Cache-Control Vary;
      add_header X-Cache \$upstream_cache_status;
    }
  }
}
CONF
nginx -c "$work/nginx.conf" -p "$work" 2>/dev/null &
nginx_pid=$!
for _ in $(seq 50); do curl -fsS -o /dev/null "http://127.0.0.1:$port/item.json" 2>/dev/null && break; sleep 0.1; done

one() { # connections URL [seconds] -> "requests/s p99-in-ms"
  wrk -t2 -c"$1" -d"${3:-$seconds}s" --latency --timeout 10s "$2" |
    awk '/Requests\/sec/ {rate=$2} /99%/ {p99=$2} /Non-2xx|Socket errors/ {bad=$0} END {
      unit=p99; sub(/[0-9.]+/, "", unit); sub(/[a-z]+$/, "", p99)
      if (unit=="us") p99/=1000; if (unit=="s") p99*=1000
      if (bad) {print bad > "/dev/stderr"}
      print rate, p99}'
}
median() { sort -n | awk '{v[NR]=$1} END {print (NR%2) ? v[(NR+1)/2] : (v[NR/2]+v[NR/2+1])/2}'; }
served_by() { # header URL
  curl -fsS -o /dev/null -D - "$2" | tr -d '\r' | awk -v h="$1" -F': ' 'tolower($1)==tolower(h) {print $2}'
}

printf '| answer | bytes | connections | Headroom, requests/s | p99 | nginx proxy_cache hit | p99 | ratio |\n|---|--:|--:|--:|--:|--:|--:|--:|\n'
for target in $targets; do
  one 64 "$shop$target" "$warm_up" >/dev/null
  for count in $connections; do
    rm -f "$work"/m.*
    for _ in $(seq "$rounds"); do
      # Both from their caches, or the run is worth nothing; an answer whose time is over comes back first.
      curl -fsS -o /dev/null "http://127.0.0.1:$port$target" -o /dev/null "$shop$target"
      [ "$(served_by X-Cache "http://127.0.0.1:$port$target")" = HIT ] || { echo "nginx did not hit" >&2; exit 1; }
      case $(served_by Cache-Status "$shop$target") in *"headroom-response; hit"*) ;; *) echo "the shop did not hit" >&2; exit 1 ;; esac
      read -r rate p99 < <(one "$count" "$shop$target"); echo "$rate" >>"$work/m.shop"; echo "$p99" >>"$work/m.shop99"
      read -r nginx_rate p99 < <(one "$count" "http://127.0.0.1:$port$target"); echo "$nginx_rate" >>"$work/m.nginx"; echo "$p99" >>"$work/m.nginx99"
      awk -v s="$rate" -v n="$nginx_rate" 'BEGIN {print s/n}' >>"$work/m.ratio"
    done
    printf '| `GET %s` | %s | %s | %.0f | %.1f ms | %.0f | %.1f ms | **%.2f** |\n' "$target" \
      "$(curl -fsS "$shop$target" | wc -c)" "$count" "$(median <"$work/m.shop")" "$(median <"$work/m.shop99")" \
      "$(median <"$work/m.nginx")" "$(median <"$work/m.nginx99")" "$(median <"$work/m.ratio")"
  done
done
for count in $connections; do
  read -r rate p99 < <(one "$count" "http://127.0.0.1:$port/item.json")
  printf '| the item as a static file of nginx | %s | %s | | | %.0f | %.1f ms | |\n' "$(stat -c %s "$work/www/item.json")" "$count" "$rate" "$p99"
done
