#!/usr/bin/env bash
# What watching costs under load: two shops, one with all of it, one without any, loaded in turn by the same mix.
#
# Usage: benchmarks/watch-overhead.sh [database|operations]
# "database", which is the default, takes pool, sessions, statements, maintenance and index advisor away; "operations"
# history, promises, health, alerts, capacity, memory, findings and the page.
# Needs wrk and curl. ROUNDS (7), SECONDS_EACH (15), WARM_UP (60 s for each shop, not counted) and CONNECTIONS (16) can be set.
set -euo pipefail

home=$(cd "$(dirname "$0")/.." && pwd)
case ${1:-database} in
  database)
    without=(HEADROOM_POSTGRES_STATEMENTS_WATCH=false HEADROOM_POSTGRES_INDEXES_ENABLED=false
      HEADROOM_POSTGRES_POOL_WATCH=false HEADROOM_POSTGRES_MAINTENANCE_ENABLED=false) ;;
  operations)
    without=(HEADROOM_OPERATIONS_ENABLED=false HEADROOM_OPERATIONS_CAPACITY_ENABLED=false
      HEADROOM_OPERATIONS_MEMORY_ENABLED=false HEADROOM_OPERATIONS_PROFILE_ENABLED=false) ;;
  *)
    sed -n 's/^# //p' "$0" | head -7 >&2
    exit 2 ;;
esac
rounds=${ROUNDS:-7}
seconds=${SECONDS_EACH:-15}
warm_up=${WARM_UP:-60}
connections=${CONNECTIONS:-16}
for tool in wrk curl; do
  command -v "$tool" >/dev/null || { echo "$tool is needed and not installed" >&2; exit 2; }
done

work=$(mktemp -d)
cleanup() {
  for shop in with without; do
    [ -f "$work/$shop/launcher.lock" ] && kill "$(cat "$work/$shop/launcher.lock")" 2>/dev/null || true
  done
  wait
  rm -rf "$work"
}
trap cleanup EXIT

# The load profile's shares; what is popular is asked for more often, by the cube of a random number.
cat >"$work/mix.lua" <<'LUA'
local words = {"lamp", "mug", "desk", "chair", "blue", "steel", "garden", "kitchen", "wood", "glass", "light", "box"}
local sorts = {"price", "-price", "-created", "-popularity", "name", "-rating"}
local function popular(n) return 1 + math.floor(n * math.random() ^ 3) end
function init(args) math.randomseed(tonumber(args[1])) end
function request()
  local dice, path = math.random(100), nil
  if dice <= 40 then path = "/api/catalog/items?sort=" .. sorts[math.random(#sorts)] .. "&minPrice=" .. popular(200)
  elseif dice <= 70 then path = "/api/catalog/search?q=" .. words[popular(#words)] .. "%20" .. words[math.random(#words)] .. "&minPrice=" .. popular(20)
  elseif dice <= 90 then path = "/api/catalog/items/" .. popular(5000) .. "/similar"
  else path = "/api/catalog/items/" .. popular(5000) end
  return wrk.format("GET", path, {["Accept-Encoding"] = "gzip"})
end
LUA

start() { # shop port [variables]
  local shop=$1 port=$2
  shift 2
  env "$@" "$home/headroom" run --port "$port" --data "$work/$shop" >"$work/$shop.log" 2>&1 &
  for _ in $(seq 600); do [ -f "$work/$shop/run.json" ] && return; sleep 0.5; done
  cat "$work/$shop.log" >&2
  exit 1
}
node() { sed -n 's/.*"nodes" *: *\[ *\([0-9]*\).*/\1/p' <(tr -d '\n' <"$work/$1/run.json"); }
cpu() { sed 's/.*) //' "/proc/$(node "$1")/stat" | awk '{print ($12 + $13) * 10}'; } # ms

measure() { # shop port seconds seed -> "requests/s  µs of the service's processor time a request"
  local before requests
  before=$(cpu "$1")
  wrk -t1 -c"$connections" -d"$3s" -s "$work/mix.lua" "http://127.0.0.1:$2" -- "$4" >"$work/out"
  requests=$(awk '/requests in/ {print $1}' "$work/out")
  awk '/Non-2xx|Socket errors/' "$work/out" >&2
  echo "$(awk '/Requests\/sec/ {print $2}' "$work/out") $(( ($(cpu "$1") - before) * 1000 / requests ))"
}
median() { sort -n | awk '{v[NR]=$1} END {print (NR%2) ? v[(NR+1)/2] : (v[NR/2]+v[NR/2+1])/2}'; }

start with 18081
start without 18082 "${without[@]}"
measure with 18081 "$warm_up" 1 >/dev/null
measure without 18082 "$warm_up" 1 >/dev/null
for round in $(seq "$rounds"); do
  order="with without"
  [ $((round % 2)) = 1 ] || order="without with"
  for shop in $order; do
    port=18081
    [ $shop = with ] || port=18082
    read -r rate cost < <(measure $shop $port "$seconds" $((round + 1)))
    echo "$rate" >>"$work/$shop.rate"
    echo "$cost" >>"$work/$shop.cost"
  done
  paste "$work/with.rate" "$work/without.rate" | tail -1 | awk '{print $1 / $2}' >>"$work/ratio"
done
printf '| | requests/s | processor time of a request |\n|---|--:|--:|\n'
for shop in with without; do
  printf '| %s the watches | %.0f | %.0f µs |\n' $shop "$(median <"$work/$shop.rate")" "$(median <"$work/$shop.cost")"
done
printf '\nThe ratio of requests/s, median of %d rounds in turn: %.3f (%s).\n' "$rounds" "$(median <"$work/ratio")" "$(sort -n "$work/ratio" | awk 'NR==1 {a=$1} {b=$1} END {printf "%.3f to %.3f", a, b}')"
