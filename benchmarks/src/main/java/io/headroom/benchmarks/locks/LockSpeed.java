package io.headroom.benchmarks.locks;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.benchmarks.Options;
import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.EmbeddedRedis;
import io.headroom.embedded.PostgresOptions;
import io.headroom.embedded.RedisOptions;
import io.headroom.lock.Tier;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;

/// `./headroom bench locks`: lock and unlock with nothing between, by 16 threads of one process,
/// platform threads or virtual ones.
///
/// The systems take turns in every round, on one Redis and one PostgreSQL, so that whatever else
/// the machine does meets all of them alike; the table has the medians of the rounds. On the hot
/// key it is checked that nobody was inside together with another.
public final class LockSpeed {

    private static final String USAGE =
            """
            Usage: ./headroom bench locks [--rounds N] [--seconds N] [--threads N] [--virtual 1] [--only NAME]

              --rounds   how often all systems take their turn; default 5
              --seconds  how long a turn is; default 3
              --threads  default 16
              --virtual  1 for virtual threads, as requests and jobs have; default 0
              --only     systems whose names begin so; default all
            """;

    private static final int NAMES = 100_000;
    private static final LongSupplier NANO_TIME = System::nanoTime;

    private final int threads;
    private final ThreadFactory factory;
    private final long turnNanos;

    private LockSpeed(int threads, ThreadFactory factory, long turnNanos) {
        this.threads = threads;
        this.factory = factory;
        this.turnNanos = turnNanos;
    }

    /// One turn of one system.
    private record Turn(double perSecond, double p50Millis, double p99Millis) {}

    private record Cell(String system, boolean hot) {}

    /// Prints the table.
    ///
    /// @param arguments the options
    public static void main(String[] arguments) throws Exception {
        Options options =
                Options.of(
                        USAGE,
                        Map.of(
                                "--rounds", "5",
                                "--seconds", "3",
                                "--threads", "16",
                                "--virtual", "0",
                                "--only", ""),
                        arguments);
        new LockSpeed(
                        options.number("--threads", 1),
                        options.number("--virtual", 0) == 1
                                ? Thread.ofVirtual().factory()
                                : Thread.ofPlatform().factory(),
                        TimeUnit.SECONDS.toNanos(options.number("--seconds", 1)))
                .measure(options.number("--rounds", 1), options.text("--only"));
    }

    private void measure(int rounds, String only) throws Exception {
        try (EmbeddedRedis redis = EmbeddedRedis.start(RedisOptions.temporary());
                EmbeddedPostgres postgres = EmbeddedPostgres.start(PostgresOptions.temporary());
                HikariDataSource pool = new HikariDataSource()) {
            pool.setDataSource(postgres.dataSource());
            pool.setMaximumPoolSize(threads);
            List<LockSubject> all =
                    List.of(
                            new HeadroomSubject(Tier.EFFICIENT, true, redis.url(), pool),
                            new HeadroomSubject(Tier.EFFICIENT, false, redis.url(), pool),
                            new HeadroomSubject(Tier.GUARDED, true, redis.url(), pool),
                            new HeadroomSubject(Tier.STRICT, true, redis.url(), pool),
                            new RedissonSubject(redis.url(), false),
                            new RedissonSubject(redis.url(), true),
                            new ShedLockSubject(redis.host(), redis.port()));
            List<LockSubject> subjects =
                    all.stream().filter(each -> each.label().startsWith(only)).toList();
            Map<Cell, List<Turn>> turns = new HashMap<>();
            for (int round = -1; round < rounds; round++) { // the first one warms up
                for (LockSubject subject : subjects) {
                    for (boolean hot : new boolean[] {false, true}) {
                        if (hot && !subject.waits()) {
                            continue;
                        }
                        Turn turn = turn(subject, hot);
                        if (round >= 0) {
                            turns.computeIfAbsent(
                                            new Cell(subject.label(), hot), _ -> new ArrayList<>())
                                    .add(turn);
                        }
                    }
                }
            }
            print(subjects, turns);
            all.forEach(LockSubject::close);
        }
    }

    private Turn turn(LockSubject subject, boolean hot) throws Exception {
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
                workers.add(executor.submit(() -> latencies(subject, hot, mine, work, began)));
            }
            List<long[]> measured = new ArrayList<>();
            for (Future<long[]> worker : workers) {
                measured.add(worker.get());
            }
            long took = NANO_TIME.getAsLong() - began;
            long[] all = measured.stream().flatMapToLong(Arrays::stream).sorted().toArray();
            return summed(subject, all, took, together.get());
        }
    }

    private static Turn summed(LockSubject subject, long[] sorted, long took, int together) {
        if (together > 0) {
            throw new IllegalStateException(
                    subject.label() + " let " + together + " in together with another");
        }
        return new Turn(
                sorted.length * 1e9 / took,
                sorted[sorted.length / 2] / 1e6,
                sorted[(int) (sorted.length * 0.99)] / 1e6);
    }

    private long[] latencies(
            LockSubject subject, boolean hot, int thread, Runnable work, long began)
            throws Exception {
        long[] nanos = new long[1 << 12];
        int count = 0;
        for (long now = began; now - began < turnNanos; count++) {
            // Each thread has names of its own where nobody shall wait.
            String name = hot ? "hot" : "name:" + thread + ":" + count % (NAMES / threads);
            long asked = NANO_TIME.getAsLong();
            subject.locked(name, work);
            now = NANO_TIME.getAsLong();
            if (count == nanos.length) {
                nanos = Arrays.copyOf(nanos, 2 * count);
            }
            nanos[count] = now - asked;
        }
        return Arrays.copyOf(nanos, count);
    }

    private void print(List<LockSubject> subjects, Map<Cell, List<Turn>> turns) {
        System.out.printf(
                Locale.ROOT,
                "lock + unlock by %d %s threads, medians of %d rounds%n%n"
                        + "| | uncontended/s | p50 | p99 | one hot key/s | p50 | p99 |%n"
                        + "|---|---|---|---|---|---|---|%n",
                threads,
                factory.newThread(() -> {}).isVirtual() ? "virtual" : "platform",
                turns.values().iterator().next().size());
        for (LockSubject subject : subjects) {
            System.out.printf(
                    "| %s | %s | %s |%n",
                    subject.label(),
                    cells(turns.getOrDefault(new Cell(subject.label(), false), List.of())),
                    subject.waits()
                            ? cells(turns.getOrDefault(new Cell(subject.label(), true), List.of()))
                            : "cannot wait | | ");
        }
    }

    private static String cells(List<Turn> turns) {
        return "%,.0f | %.2f ms | %.2f ms"
                .formatted(
                        median(turns, Turn::perSecond),
                        median(turns, Turn::p50Millis),
                        median(turns, Turn::p99Millis));
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> figure) {
        double[] sorted = turns.stream().mapToDouble(figure).sorted().toArray();
        return sorted[sorted.length / 2];
    }
}
