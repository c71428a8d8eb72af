package io.headroom.operations.finding;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/// Something that a feature reports of itself. Rates and means are those since the last look, of
/// five seconds, but for a route's, which are of fifteen; a mean of nothing is 0.
public sealed interface Fact {

    /// A route.
    ///
    /// @param partMillis the mean duration by part: `rest`, `l2`, `load`, `database`, `pool_wait` …
    /// @param error where its last server error came from; empty when unknown
    record Route(
            String endpoint,
            double requestsPerSecond,
            double errorsPerSecond,
            double meanMillis,
            Map<String, Double> partMillis,
            String error)
            implements Fact {

        /// Its mean time in a part.
        public double millis(String part) {
            return partMillis.getOrDefault(part, 0.0);
        }
    }

    /// Requests that were refused before a route was chosen for them, since too many were under
    /// way; none of those that routes tell of.
    ///
    /// @param places how many may be under way; 0 where that is not known
    record Refusals(double perSecond, int places) implements Fact {}

    /// Who calls, beyond what a cache of answers gives.
    ///
    /// @param count how many callers there were
    /// @param heaviest the address of the one whose requests took most time; empty for none
    /// @param perSecond its requests
    /// @param shareOfTime the share of all requests' time that its requests took
    /// @param usualPerSecond the median of the others' requests
    record Callers(
            int count, String heaviest, double perSecond, double shareOfTime, double usualPerSecond)
            implements Fact {}

    /// A limit in force.
    ///
    /// @param name of the route or the caller
    record LimitedRate(Action.Limited of, String name, int perSecond) implements Fact {}

    /// A cache.
    ///
    /// @param readsPerSecond of the tier in this process
    /// @param missesPerSecond of that tier
    /// @param sharedHitsPerSecond misses that the shared tier answered
    /// @param limit entries, or bytes where `inBytes`
    /// @param used of the limit
    /// @param loadMillis the mean of a load
    /// @param ttl how long its values are fresh
    /// @param joinsPerSecond reads that waited for a load that another one had begun
    /// @param hottest the key that is read most; empty when none stands out or it is not known
    /// @param hottestShare its share of the reads since the last report
    record CacheUse(
            String name,
            double readsPerSecond,
            double missesPerSecond,
            double sharedHitsPerSecond,
            double loadsPerSecond,
            double evictionsPerSecond,
            double expirationsPerSecond,
            double invalidationsPerSecond,
            long limit,
            boolean inBytes,
            long used,
            double loadMillis,
            double joinsPerSecond,
            Duration ttl,
            String hottest,
            double hottestShare)
            implements Fact {

        /// The share of reads that no tier answered.
        public double missRatio() {
            return readsPerSecond <= 0
                    ? 0
                    : Math.max(0, missesPerSecond - sharedHitsPerSecond) / readsPerSecond;
        }
    }

    /// A pool of connections.
    ///
    /// @param waitMillis the mean wait of a borrow
    /// @param heldMillis the mean time until a connection is given back
    /// @param running borrowed connections on which a statement runs
    /// @param answers whether the database answers on a connection beside the pool
    record Pool(
            String name,
            int active,
            int waiting,
            int maximum,
            double borrowsPerSecond,
            double refusedPerSecond,
            double waitMillis,
            double heldMillis,
            int running,
            boolean answers)
            implements Fact {

        /// Whether every connection is borrowed, or next to it.
        public boolean isFull() {
            return active >= FULL_SHARE * maximum;
        }

        /// Whether callers wait for a connection, or get none.
        public boolean isWaitedFor() {
            return waiting > 0 || refusedPerSecond > 0;
        }

        private static final double FULL_SHARE = 0.95;
    }

    /// A connection that seems not to be given back.
    ///
    /// @param why what speaks for it
    /// @param endpoint the route that borrowed it; empty outside of requests
    /// @param place the frames that borrowed it, the innermost first
    record HeldConnection(
            String pool,
            String why,
            String endpoint,
            String thread,
            double heldSeconds,
            double unusedSeconds,
            String statement,
            List<String> place)
            implements Fact {}

    /// A session of the database that others wait for.
    ///
    /// @param session names it for [Action.EndSession]; empty where it may not be ended
    /// @param blocked how many wait for it, directly and in turn
    /// @param longestSeconds the longest wait
    /// @param relation what is waited for; empty where it is no table's lock
    record Blocking(
            String session,
            int pid,
            String state,
            String statement,
            double transactionSeconds,
            int blocked,
            double longestSeconds,
            String relation)
            implements Fact {}

    /// A session that lasts too long.
    ///
    /// @param idle whether its transaction waits for its client; else a statement runs
    /// @param session names it for [Action.EndSession]; empty where it may not be ended
    record LongSession(String session, int pid, boolean idle, String statement, double seconds)
            implements Fact {}

    /// A lock of the service that others wait for.
    ///
    /// @param waitedPerSecond seconds that callers waited, each second
    record ContendedLock(String tier, String name, int waiting, double waitedPerSecond)
            implements Fact {}

    /// An index that would help.
    ///
    /// @param saving the share of the workload's time, by the planner's costs
    /// @param verified whether it was tried against the planner
    record MissingIndex(
            String suggestion,
            String table,
            String sql,
            String reason,
            double saving,
            boolean verified,
            boolean applies)
            implements Fact {}

    /// Something that the service needs.
    record Dependency(String name, boolean healthy, boolean required, String message)
            implements Fact {}

    /// What can be loaded into caches ahead of their readers.
    ///
    /// @param task names it to whoever warms
    /// @param caches those that it is known to fill; empty where that is not known
    record WarmUp(String task, List<String> caches) implements Fact {

        public WarmUp {
            caches = List.copyOf(caches);
        }
    }

    /// A materialized view.
    ///
    /// @param intervalSeconds how fresh it shall be
    /// @param ageSeconds how old its content is; infinite where it was never filled
    /// @param failures failed refreshes in a row
    /// @param error what the last of them said; empty for none
    record View(String name, double intervalSeconds, double ageSeconds, int failures, String error)
            implements Fact {}

    /// A heap whose live set looks like a leak.
    ///
    /// @param bytesPerMinute how fast it grows
    /// @param hoursToLimit until the heap is full
    /// @param z how sure the growth is, after Mann and Kendall
    /// @param collections major ones, that it follows from
    /// @param searching whether who holds it is being looked for
    /// @param field that holds what is not collected, such as `com.example.Sessions.OPEN`; empty
    ///   where it is not known
    /// @param isStatic whether the field is
    /// @param type of the objects that it holds; empty where it is not known
    /// @param allocatedAt the place in the service's code that allocates them; empty where it is
    ///   not known
    /// @param growing the class that grew most; empty where it is not known
    record MemoryLeak(
            double bytesPerMinute,
            double hoursToLimit,
            double z,
            int collections,
            boolean searching,
            String field,
            boolean isStatic,
            String type,
            String allocatedAt,
            String growing)
            implements Fact {}

    /// A queue of jobs.
    record Queue(
            String name, long ready, long dead, double oldestSeconds, boolean paused, int unhandled)
            implements Fact {}
}
