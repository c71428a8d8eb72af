package io.headroom.benchmarks.jobs;

import com.zaxxer.hikari.HikariDataSource;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/// A node: works until it is killed.
final class WorkerProcess {

    static final List<Contender> CONTENDERS =
            List.of(
                    HeadroomJobs.GROUP,
                    HeadroomJobs.GROUP_ASYNC,
                    HeadroomJobs.SYNC,
                    HeadroomJobs.SYNC_ASYNC,
                    HeadroomJobs.IN_TX,
                    new DbScheduler(),
                    new JobRunrJobs(),
                    new QuartzJobs(),
                    new EffectAlone());

    private WorkerProcess() {}

    /// Works.
    ///
    /// @param arguments the number of the contender, and whether each job inserts a row
    public static void main(String[] arguments) throws Exception {
        HikariDataSource pool =
                BenchServer.pool(
                        System.getenv("BENCH_URL"),
                        System.getenv("BENCH_USER"),
                        System.getenv("BENCH_PASSWORD"));
        boolean inserting = Boolean.parseBoolean(arguments[1]);
        CONTENDERS.get(Integer.parseInt(arguments[0])).work(pool, new Effect(pool, inserting));
        new CountDownLatch(1).await();
    }
}
