#!/usr/bin/env bash
# What the starter costs an application that does nothing: time until it is ready and resident memory, with the
# starter's auto-configurations and without them, on the same class path, in turn.
#
# Usage: benchmarks/idle-cost.sh     Needs a built shop (./headroom run once) for its libraries. ROUNDS (7) can be set.
set -euo pipefail
home=$(cd "$(dirname "$0")/.." && pwd)
rounds=${ROUNDS:-7}
java=${JAVA_HOME:?must name a JDK 25}/bin
lib=$home/marketplace/target/app/lib
[ -d "$lib" ] || { echo "build the shop first: ./headroom run" >&2; exit 2; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$java/javac" -d "$work" -cp "$lib/*" "$home/benchmarks/src/idle/Idle.java"
ours=$(sort -u "$home"/headroom-spring-boot-starter/src/main/resources/META-INF/spring/*.imports | paste -sd,)
# What an empty application does not have is switched off in both.
others=org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration
run() { # excluded -> "ms MB"
  "$java/java" -Xms64m -Xmx384m -XX:+UseG1GC -XX:+UseCompactObjectHeaders --enable-native-access=ALL-UNNAMED -cp "$work:$lib/*" Idle \
    --server.port=0 --server.address=127.0.0.1 --spring.threads.virtual.enabled=true --logging.level.root=off \
    --spring.main.banner-mode=off --spring.flyway.enabled=false --management.endpoints.access.default=none \
    --spring.autoconfigure.exclude="$1" | awk '/^idle/ {print $2, $3}'
}
median() { sort -n | awk '{v[NR]=$1} END {print (NR%2) ? v[(NR+1)/2] : (v[NR/2]+v[NR/2+1])/2}'; }
for _ in $(seq "$rounds"); do
  read -r ms mb < <(run "$others"); echo "$ms" >>"$work/with.ms"; echo "$mb" >>"$work/with.mb"
  read -r ms mb < <(run "$others,$ours"); echo "$ms" >>"$work/without.ms"; echo "$mb" >>"$work/without.mb"
done
printf 'with the starter: ready after %s ms, %s MB resident; without: %s ms, %s MB (medians of %s)\n' \
  "$(median <"$work/with.ms")" "$(median <"$work/with.mb")" "$(median <"$work/without.ms")" "$(median <"$work/without.mb")" "$rounds"
