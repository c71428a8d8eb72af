package io.headroom.benchmarks.jobs;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.jobs.Jobs;
import io.headroom.jobs.Mode;
import io.headroom.jobs.WakeUp;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;

/// What a job costs the transaction that enqueues it: an order of two lines, without and with one,
/// by turns.
final class OrderBench {

    private static final LongSupplier NANO_TIME = System::nanoTime;
    private static final int THREADS = 8;
    private static final int ROUNDS = 4;
    private static final Duration ROUND = Duration.ofSeconds(5);

    private final BenchServer server;
    private final double share;

    OrderBench(BenchServer server, double share) {
        this.server = server;
        this.share = share;
    }

    void run() throws Exception {
        try (HikariDataSource pool = server.newDatabase()) {
            HeadroomJobs.tables(pool);
            BenchServer.execute(
                    pool,
                    """
                    CREATE TABLE item (id int PRIMARY KEY, stock int NOT NULL);
                    INSERT INTO item SELECT i, 1000000 FROM generate_series(1, 10000) AS i;
                    CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, customer int NOT NULL,
                                         placed_at timestamptz NOT NULL DEFAULT now());
                    CREATE TABLE order_line (order_id bigint NOT NULL REFERENCES orders, item int NOT NULL REFERENCES item,
                                             quantity int NOT NULL, PRIMARY KEY (order_id, item));
                    """);
            Jobs jobs = HeadroomJobs.jobs(pool, Mode.GROUP, WakeUp.none());
            rate(pool, jobs, false);
            rate(pool, jobs, true);
            double alone = 0;
            double with = 0;
            for (int round = 0; round < ROUNDS; round++) {
                // Whoever comes second finds more in memory, and more to write out.
                boolean jobFirst = round % 2 == 1;
                double first = rate(pool, jobs, jobFirst);
                double second = rate(pool, jobs, !jobFirst);
                alone += (jobFirst ? second : first) / ROUNDS;
                with += (jobFirst ? first : second) / ROUNDS;
            }
            System.out.printf("%d threads | order alone | order and job | share%n", THREADS);
            System.out.printf(
                    Locale.ROOT,
                    "transactions a second | %,.0f | %,.0f | %.2f%n",
                    alone,
                    with,
                    with / alone);
        }
    }

    private double rate(HikariDataSource pool, Jobs jobs, boolean withJob) throws Exception {
        long nanos = (long) (ROUND.toNanos() * share);
        long began = NANO_TIME.getAsLong();
        List<Callable<Integer>> placers = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            Random random = new Random(thread);
            placers.add(() -> place(pool, jobs, withJob, random, began + nanos));
        }
        int placed = 0;
        try (ExecutorService threads = Executors.newFixedThreadPool(THREADS)) {
            for (Future<Integer> placer : threads.invokeAll(placers)) {
                placed += placer.get();
            }
        }
        return placed / ((NANO_TIME.getAsLong() - began) / 1e9);
    }

    private static int place(
            HikariDataSource pool, Jobs jobs, boolean withJob, Random random, long untilNanos)
            throws SQLException {
        int placed = 0;
        try (Connection connection = pool.getConnection()) {
            connection.setAutoCommit(false);
            while (NANO_TIME.getAsLong() - untilNanos < 0) {
                placeOne(connection, jobs, withJob, random);
                connection.commit();
                placed++;
            }
        }
        return placed;
    }

    private static void placeOne(Connection connection, Jobs jobs, boolean withJob, Random random)
            throws SQLException {
        long order;
        try (var statement =
                connection.prepareStatement(
                        "INSERT INTO orders (customer) VALUES (?) RETURNING id")) {
            statement.setInt(1, random.nextInt(1_000));
            try (var row = statement.executeQuery()) {
                row.next();
                order = row.getLong(1);
            }
        }
        // In one order for all, so that orders do not lock each other out.
        int[] items = random.ints(1, 10_000).distinct().limit(2).sorted().toArray();
        for (int item : items) {
            try (var statement =
                    connection.prepareStatement("UPDATE item SET stock = stock - 1 WHERE id = ?")) {
                statement.setInt(1, item);
                statement.executeUpdate();
            }
            try (var statement =
                    connection.prepareStatement("INSERT INTO order_line VALUES (?, ?, 1)")) {
                statement.setLong(1, order);
                statement.setInt(2, item);
                statement.executeUpdate();
            }
        }
        if (withJob) {
            jobs.enqueue(connection, HeadroomJobs.ORDER.job(new HeadroomJobs.Order(order)));
        }
    }
}
