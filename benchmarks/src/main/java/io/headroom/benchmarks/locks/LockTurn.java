package io.headroom.benchmarks.locks;

import com.zaxxer.hikari.HikariDataSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.postgresql.ds.PGSimpleDataSource;

/// The turn of one system, in a process of its own: for half of the time it warms up.
final class LockTurn {

    private static final int NAMES = 100_000;
    private static final LongSupplier NANO_TIME = System::nanoTime;

    private final int threads;
    private final ThreadFactory factory;

    private LockTurn(int threads, ThreadFactory factory) {
        this.threads = threads;
        this.factory = factory;
    }

    /// What was measured.
    record Measured(double perSecond, double p50Millis, double p99Millis) {

        /// As [#toString] writes it.
        static Measured parse(String text) {
            double[] figures =
                    Arrays.stream(text.split(" ", -1)).mapToDouble(Double::parseDouble).toArray();
            return new Measured(figures[0], figures[1], figures[2]);
        }

        @Override
        public String toString() {
            return perSecond + " " + p50Millis + " " + p99Millis;
        }
    }

    /// Prints what was measured of names of each thread's own and then, where it can wait, of one
    /// for all of them; a line each.
    ///
    /// @param arguments the system, the Redis, JDBC URL, user and password, threads, whether they
    ///   are virtual, and for how many seconds each is measured and, before, warmed up
    public static void main(String[] arguments) throws Exception {
        LockSystem system = LockSystem.valueOf(arguments[0]);
        int threads = Integer.parseInt(arguments[5]);
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(arguments[2]);
        database.setUser(arguments[3]);
        database.setPassword(arguments[4]);
        LockTurn turn =
                new LockTurn(
                        threads,
                        Boolean.parseBoolean(arguments[6])
                                ? Thread.ofVirtual().factory()
                                : Thread.ofPlatform().factory());
        try (HikariDataSource pool = new HikariDataSource()) {
            pool.setDataSource(database);
            pool.setMaximumPoolSize(threads);
            pool.setMinimumIdle(0);
            try (LockSubject subject = system.open(arguments[1], pool)) {
                boolean[] parts = system.waits() ? new boolean[] {false, true} : new boolean[1];
                for (boolean hot : parts) {
                    var _ = turn.measure(subject, hot, seconds(arguments[8]));
                }
                for (boolean hot : parts) {
                    System.out.println(turn.measure(subject, hot, seconds(arguments[7])));
                }
            }
        }
    }

    private static long seconds(String text) {
        return TimeUnit.SECONDS.toNanos(Integer.parseInt(text));
    }

    private Measured measure(LockSubject subject, boolean hot, long nanos) throws Exception {
        AtomicInteger inside = new AtomicInteger();
        AtomicInteger together = new AtomicInteger();
        Runnable work =
                hot
                        ? () -> {
                            if (inside.incrementAndGet() != 1) {
                                together.incrementAndGet();
                            }
                            inside.decrementAndGet();
                        }
                        : () -> {};
        long began = NANO_TIME.getAsLong();
        List<Future<long[]>> workers = new ArrayList<>();
        try (ExecutorService executor = Executors.newFixedThreadPool(threads, factory)) {
            for (int thread = 0; thread < threads; thread++) {
                int mine = thread;
                workers.add(
                        executor.submit(() -> latencies(subject, hot, mine, work, began, nanos)));
            }
            List<long[]> measured = new ArrayList<>();
            for (Future<long[]> worker : workers) {
                measured.add(worker.get());
            }
            long took = NANO_TIME.getAsLong() - began;
            if (together.get() > 0) {
                throw new IllegalStateException(together + " were let in together with another");
            }
            long[] sorted = measured.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return new Measured(
                    sorted.length * 1e9 / took,
                    sorted[sorted.length / 2] / 1e6,
                    sorted[(int) (sorted.length * 0.99)] / 1e6);
        }
    }

    private long[] latencies(
            LockSubject subject, boolean hot, int thread, Runnable work, long began, long nanos)
            throws Exception {
        long[] latencies = new long[1 << 12];
        int count = 0;
        for (long now = began; now - began < nanos; count++) {
            // Each thread has names of its own where nobody shall wait.
            String name = hot ? "hot" : "name:" + thread + ":" + count % (NAMES / threads);
            long asked = NANO_TIME.getAsLong();
            subject.locked(name, work);
            now = NANO_TIME.getAsLong();
            if (count == latencies.length) {
                latencies = Arrays.copyOf(latencies, 2 * count);
            }
            latencies[count] = now - asked;
        }
        return Arrays.copyOf(latencies, count);
    }
}
