package io.headroom.benchmarks;

import io.headroom.benchmarks.advisor.IndexAdvisorBench;
import io.headroom.benchmarks.conformance.HttpConformance;
import io.headroom.benchmarks.faults.CacheFaults;
import io.headroom.benchmarks.findings.FindingsBench;
import io.headroom.benchmarks.jobs.JobsBench;
import io.headroom.benchmarks.locks.LockSpeed;
import io.headroom.benchmarks.locks.LostUpdates;
import io.headroom.benchmarks.pages.PageDepth;
import io.headroom.benchmarks.recovery.IndexRecovery;
import io.headroom.benchmarks.speed.CacheSpeed;
import io.headroom.benchmarks.speed.JdbcLayer;
import io.headroom.benchmarks.statements.StatementRounds;
import io.headroom.benchmarks.stress.CacheGuard;
import io.headroom.benchmarks.walk.OperationsWalk;
import io.headroom.benchmarks.watch.WatchOverhead;
import java.util.Arrays;

/// `./headroom bench`.
public final class Bench {

    private static final String USAGE =
            """
            Usage: ./headroom bench COMMAND [OPTIONS]; a COMMAND explains itself with --help

              cache-faults  what four nodes read while something breaks: the fault table
              cache-speed   hits, bulk reads and tag invalidations by JMH, beside the rivals
              cache-guard   jcstress on the guard that keeps late loads out of L1
              locks         lock and unlock beside Redisson and ShedLock: rates and latencies
              lock-faults   whose updates are lost when a holder, Redis or its primary fails
              jdbc-layer    what watching adds to a borrow and to a statement, by JMH
              statement-watch  what a round of the watch over statements takes
              jobs          jobs beside db-scheduler, JobRunr and Quartz; latency; what a job costs an order
              jobs-crash    workers and PostgreSQL killed and stopped while 100,000 jobs run
              never-stale   each write of the whole shop read from three nodes at the moment it returned
              pages         what a page costs at depth one million, by cursor and by OFFSET
              index-recovery  drops indexes that the shop needs, and lets the advisor find them
              http-conformance  the public suite of HTTP caching against the response cache
              findings      plants troubles in a service under load, and looks whether they are found
              watch-overhead  what watching costs a shop under load, on and off in turn
              operations-walk  from a page of trouble to a verified fix, with pictures
              index-advisor  what-if, advice and run times of the index advisor on TPC-H
            """;

    private Bench() {}

    /// Runs a command.
    ///
    /// @param arguments the command and its options
    public static void main(String[] arguments) throws Exception {
        String command = arguments.length == 0 ? "" : arguments[0];
        String[] options =
                arguments.length == 0
                        ? arguments
                        : Arrays.copyOfRange(arguments, 1, arguments.length);
        switch (command) {
            case "cache-faults" -> CacheFaults.main(options);
            case "cache-speed" -> CacheSpeed.main(options);
            case "cache-guard" -> CacheGuard.main(options);
            case "locks" -> LockSpeed.main(options);
            case "lock-faults" -> LostUpdates.main(options);
            case "jdbc-layer" -> JdbcLayer.main(options);
            case "statement-watch" -> StatementRounds.main(options);
            case "jobs" -> JobsBench.main(options);
            case "pages" -> PageDepth.main(options);
            case "index-recovery" -> IndexRecovery.main(options);
            case "http-conformance" -> HttpConformance.main(options);
            case "findings" -> FindingsBench.main(options);
            case "watch-overhead" -> WatchOverhead.main(options);
            case "operations-walk" -> OperationsWalk.main(options);
            case "index-advisor" -> IndexAdvisorBench.main(options);
            default -> {
                System.err.print(USAGE);
                System.exit(2);
            }
        }
    }
}
