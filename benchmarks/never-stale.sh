#!/usr/bin/env bash
# Is an item ever served old? Starts a shop of three nodes with its own servers, writes items, and
# reads each from every node at the moment the write returned; in the second half Redis is killed
# over and over. Ends with status 0 when no answer was stale and none failed.
#
# Usage: ./headroom bench never-stale [TRIES, 10000 by default] [SEED]
set -euo pipefail

home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
port=${HEADROOM_PORT:-18180}
data=$(mktemp -d "${TMPDIR:-/tmp}/never-stale.XXXXXX")/data
java=${JAVA_HOME:+$JAVA_HOME/bin/}java

"$home/headroom" run --nodes 3 --port "$port" --data "$data" >"$data.log" 2>&1 &
shop=$!
trap 'kill "$shop" 2>/dev/null || true; wait "$shop" || true; rm -rf "$(dirname "$data")"' EXIT

until [ -s "$data/run.json" ]; do
    kill -0 "$shop" 2>/dev/null || {
        cat "$data.log" >&2
        exit 1
    }
    sleep 0.5
done
"$java" "$home/marketplace/src/test/java/io/headroom/marketplace/launcher/NeverStale.java" \
    "$data" "${1:-10000}" ${2:+"$2"}
