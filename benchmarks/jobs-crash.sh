#!/usr/bin/env bash
# Is a job ever lost, or a transaction's effect doubled? Two worker processes run jobs in all modes while they and PostgreSQL are
# killed and stopped at random points. Ends with status 0 when none was lost and IN_TX effects happened once; prints the repeats.
#
# Usage: ./headroom bench jobs-crash [JOBS, 100000 by default] [POINTS, 20 by default] [SEED]
set -euo pipefail

home=$(cd -P "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$home"
exec ./mvnw -B -q verify -P quick -Dmaven.test.skip=false -pl headroom-jobs -am -Dtest=None -Dit.test=CrashIT \
    -Dsurefire.failIfNoSpecifiedTests=false -Dfailsafe.failIfNoSpecifiedTests=false \
    -Djobs.crash.jobs="${1:-100000}" -Djobs.crash.points="${2:-20}" ${3:+-Djobs.crash.seed="$3"}
