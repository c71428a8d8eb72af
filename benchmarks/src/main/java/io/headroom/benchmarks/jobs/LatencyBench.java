package io.headroom.benchmarks.jobs;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.embedded.EmbeddedRedis;
import io.headroom.embedded.RedisOptions;
import io.headroom.jobs.JobWorker;
import io.headroom.jobs.Jobs;
import io.headroom.jobs.JobsOptions;
import io.headroom.jobs.Mode;
import io.headroom.jobs.WakeUp;
import io.headroom.jobs.redis.RedisWakeUp;
import java.sql.Connection;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/// How long a job waits from its commit to its start when nothing else is to do.
final class LatencyBench {

    private static final LongSupplier NANO_TIME = System::nanoTime;
    private static final Duration PAUSE = Duration.ofMillis(10);

    private final BenchServer server;
    private final double share;

    LatencyBench(BenchServer server, double share) {
        this.server = server;
        this.share = share;
    }

    void run() throws Exception {
        System.out.println("from commit to start, idle queue | jobs | p50 | p99");
        try (EmbeddedRedis redis = EmbeddedRedis.start(RedisOptions.temporary());
                RedisWakeUp here = RedisWakeUp.on(redis.url(), "bench");
                RedisWakeUp there = RedisWakeUp.on(redis.url(), "bench")) {
            print("the same node", here, here, 2_000, PAUSE);
            print("another node, woken through Redis", here, there, 2_000, PAUSE);
        }
        // Jobs come at random points between two looks.
        Duration poll = JobsOptions.DEFAULT.poll();
        print("another node, polling alone", WakeUp.none(), WakeUp.none(), 200, poll);
    }

    private void print(
            String title, WakeUp placing, WakeUp working, int most, Duration longestPause)
            throws Exception {
        int count = (int) Math.max(20, most * share);
        long[] nanos = latencies(placing, working, count, longestPause);
        System.out.printf(
                Locale.ROOT,
                "%s | %,d | %.1f ms | %.1f ms%n",
                title,
                count,
                nanos[count / 2] / 1e6,
                nanos[count * 99 / 100] / 1e6);
    }

    private long[] latencies(WakeUp placing, WakeUp working, int count, Duration longestPause)
            throws Exception {
        Random random = new Random(1);
        try (HikariDataSource pool = server.newDatabase()) {
            HeadroomJobs.tables(pool);
            Jobs jobs = HeadroomJobs.jobs(pool, Mode.GROUP, placing);
            SynchronousQueue<Long> starts = new SynchronousQueue<>();
            try (JobWorker worker =
                    JobWorker.on(HeadroomJobs.jobs(pool, Mode.GROUP, working), "bench")
                            .handling(
                                    HeadroomJobs.ORDER,
                                    (order, context) -> starts.put(NANO_TIME.getAsLong()))
                            .start()) {
                while (!worker.isAlive()) {
                    new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
                }
                int warmUp = count / 10;
                long[] nanos = new long[count];
                for (int i = -warmUp; i < count; i++) {
                    new CountDownLatch(1)
                            .await(random.nextLong(longestPause.toNanos()), TimeUnit.NANOSECONDS);
                    long committed = place(pool, jobs, i);
                    Long started = starts.poll(1, TimeUnit.MINUTES);
                    if (started == null) {
                        throw new IllegalStateException("a job did not start within a minute");
                    }
                    nanos[Math.max(0, i)] = started - committed;
                }
                Arrays.sort(nanos);
                return nanos;
            }
        }
    }

    private static long place(HikariDataSource pool, Jobs jobs, int number) throws Exception {
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            jobs.enqueue(connection, HeadroomJobs.ORDER.job(new HeadroomJobs.Order(number)));
            connection.commit();
            long committed = NANO_TIME.getAsLong();
            connection.setAutoCommit(true);
            jobs.wake(Set.of("default"));
            return committed;
        }
    }
}
