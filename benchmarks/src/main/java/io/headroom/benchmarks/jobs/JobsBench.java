package io.headroom.benchmarks.jobs;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.EmbeddedRedis;
import io.headroom.embedded.PostgresOptions;
import io.headroom.embedded.RedisOptions;
import io.headroom.jobs.JobWorker;
import io.headroom.jobs.Jobs;
import io.headroom.jobs.Mode;
import io.headroom.jobs.WakeUp;
import io.headroom.jobs.redis.RedisWakeUp;
import java.io.BufferedReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// Runs all measurements on one durable PostgreSQL, each in a database of its own.
public final class JobsBench {

    private static final LongSupplier NANO_TIME = System::nanoTime;
    private static final long MOST_SECONDS = 60;
    private static final String USAGE =
            """
            Usage: ./headroom bench jobs [rates|latency|order]

            Without an argument all three: jobs a second on one node and two, with and without an insert, beside db-scheduler,
            JobRunr and Quartz, and ours with an old snapshot held open; from commit to start with an idle queue; and an order
            alone against one with a job.
            """;

    private final EmbeddedPostgres postgres;
    private int databases;

    private JobsBench(EmbeddedPostgres postgres) {
        this.postgres = postgres;
    }

    /// Prints the tables.
    ///
    /// @param arguments which of them; all by default
    public static void main(String[] arguments) throws Exception {
        String what = arguments.length == 0 ? "all" : arguments[0];
        if (!List.of("all", "rates", "latency", "order").contains(what)) {
            System.err.print(USAGE);
            System.exit(2);
        }
        Path directory = Files.createTempDirectory("jobs-bench");
        try (EmbeddedPostgres postgres =
                EmbeddedPostgres.start(PostgresOptions.durable(directory))) {
            JobsBench bench = new JobsBench(postgres);
            if (what.equals("all") || what.equals("rates")) {
                bench.rates();
            }
            if (what.equals("all") || what.equals("latency")) {
                bench.latency();
            }
            if (what.equals("all") || what.equals("order")) {
                bench.order();
            }
        }
        System.exit(0);
    }

    private HikariDataSource newDatabase() throws SQLException {
        String name = "bench_" + ++databases;
        try (Connection connection = postgres.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        }
        HikariDataSource pool =
                WorkerProcess.pool(postgres.jdbcUrl(name), postgres.user(), postgres.password());
        Contender.execute(
                pool,
                "CREATE TABLE effect (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, number bigint NOT NULL)");
        return pool;
    }

    private void rates() throws Exception {
        System.out.println(
                "jobs a second | no-op, 1 node | no-op, 2 nodes | one insert, 1 node | one insert, 2 nodes");
        for (int i = 0; i < WorkerProcess.CONTENDERS.size(); i++) {
            System.out.printf(
                    Locale.ROOT,
                    "%s | %s | %s | %s | %s%n",
                    WorkerProcess.CONTENDERS.get(i).title(),
                    rate(i, false, 1, false),
                    rate(i, false, 2, false),
                    rate(i, true, 1, false),
                    rate(i, true, 2, false));
        }
        System.out.printf(
                Locale.ROOT,
                "Headroom GROUP, an old snapshot held open | %s | %s | |%n",
                rate(0, false, 1, true),
                rate(0, false, 2, true));
    }

    /// From the first run on any node to the moment when no job is left.
    private String rate(int contender, boolean inserts, int nodes, boolean snapshot)
            throws Exception {
        Contender one = WorkerProcess.CONTENDERS.get(contender);
        int jobs = inserts ? Math.min(one.jobs(), 40_000) : one.jobs();
        try (HikariDataSource pool = newDatabase();
                Connection holder = pool.getConnection();
                Statement held = holder.createStatement()) {
            one.fill(pool, jobs);
            Contender.execute(pool, "VACUUM ANALYZE");
            Contender.execute(pool, "CHECKPOINT");
            if (snapshot) {
                holder.setAutoCommit(false);
                held.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
                held.execute("SELECT count(*) FROM effect");
            }
            AtomicLong first = new AtomicLong();
            List<Process> processes = new ArrayList<>();
            try {
                for (int i = 0; i < nodes; i++) {
                    processes.add(worker(contender, inserts, pool.getJdbcUrl(), first));
                }
                long deadline = NANO_TIME.getAsLong() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
                while (isLeft(pool, one.leftSql())) {
                    if (NANO_TIME.getAsLong() > deadline) {
                        return "not done in " + MOST_SECONDS + " s";
                    }
                    new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
                }
                return String.format(
                        Locale.ROOT, "%,.0f", jobs / ((NANO_TIME.getAsLong() - first.get()) / 1e9));
            } finally {
                for (Process process : processes) {
                    process.destroyForcibly().waitFor();
                }
            }
        }
    }

    private static boolean isLeft(HikariDataSource pool, String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            return row.next() && row.getBoolean(1);
        }
    }

    private Process worker(int contender, boolean inserts, String url, AtomicLong first)
            throws Exception {
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                WorkerProcess.class.getName(),
                                Integer.toString(contender),
                                Boolean.toString(inserts))
                        .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("BENCH_URL", url);
        builder.environment().put("BENCH_USER", postgres.user());
        builder.environment().put("BENCH_PASSWORD", postgres.password());
        Process process = builder.start();
        Thread.ofVirtual()
                .start(() -> {
                    try (BufferedReader lines = process.inputReader()) {
                        for (String line = lines.readLine();
                                line != null;
                                line = lines.readLine()) {
                            if (line.equals("first")) {
                                first.compareAndSet(0, NANO_TIME.getAsLong());
                            }
                        }
                    } catch (java.io.IOException e) {
                        // It was killed.
                        first.compareAndSet(0, NANO_TIME.getAsLong());
                    }
                });
        return process;
    }

    private void latency() throws Exception {
        System.out.println("from commit to start, idle queue | p50 | p99");
        try (EmbeddedRedis redis = EmbeddedRedis.start(RedisOptions.temporary());
                RedisWakeUp here = RedisWakeUp.on(redis.url(), "bench");
                RedisWakeUp there = RedisWakeUp.on(redis.url(), "bench")) {
            System.out.println("the same node | " + latencies(here, here, 1_000));
            System.out.println(
                    "another node, woken through Redis | " + latencies(here, there, 1_000));
            System.out.println(
                    "another node, polling alone | " + latencies(WakeUp.none(), WakeUp.none(), 40));
        }
    }

    private String latencies(WakeUp placing, WakeUp working, int count) throws Exception {
        try (HikariDataSource pool = newDatabase()) {
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
                int warmUp = count / 4;
                long[] nanos = new long[count];
                for (int i = -warmUp; i < count; i++) {
                    new CountDownLatch(1).await(5, TimeUnit.MILLISECONDS);
                    try (Connection connection = pool.getConnection()) {
                        connection.setAutoCommit(false);
                        jobs.enqueue(connection, HeadroomJobs.ORDER.job(new HeadroomJobs.Order(i)));
                        connection.commit();
                        connection.setAutoCommit(true);
                    }
                    long committed = NANO_TIME.getAsLong();
                    jobs.wake(java.util.Set.of("default"));
                    long started = starts.take();
                    nanos[Math.max(0, i)] = started - committed;
                }
                Arrays.sort(nanos);
                return String.format(
                        Locale.ROOT,
                        "%.1f ms | %.1f ms",
                        nanos[count / 2] / 1e6,
                        nanos[count * 99 / 100] / 1e6);
            }
        }
    }

    private void order() throws Exception {
        System.out.println("8 threads | order alone | order and job | share");
        try (HikariDataSource pool = newDatabase()) {
            HeadroomJobs.tables(pool);
            Contender.execute(
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
            orders(pool, jobs, true, 2);
            double alone = 0;
            double with = 0;
            for (int round = 0; round < 3; round++) {
                alone += orders(pool, jobs, false, 4) / 3;
                with += orders(pool, jobs, true, 4) / 3;
            }
            System.out.printf(
                    Locale.ROOT,
                    "transactions a second | %,.0f | %,.0f | %.2f%n",
                    alone,
                    with,
                    with / alone);
        }
    }

    private static double orders(HikariDataSource pool, Jobs jobs, boolean withJob, int seconds)
            throws Exception {
        AtomicLong done = new AtomicLong();
        long until = NANO_TIME.getAsLong() + TimeUnit.SECONDS.toNanos(seconds);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            int seed = t;
            threads.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                java.util.Random random = new java.util.Random(seed);
                                try (Connection connection = pool.getConnection()) {
                                    connection.setAutoCommit(false);
                                    while (NANO_TIME.getAsLong() < until) {
                                        place(connection, jobs, withJob, random);
                                        connection.commit();
                                        done.incrementAndGet();
                                    }
                                    connection.setAutoCommit(true);
                                } catch (SQLException e) {
                                    throw new IllegalStateException(e);
                                }
                            }));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return done.get() / (double) seconds;
    }

    private static void place(
            Connection connection, Jobs jobs, boolean withJob, java.util.Random random)
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
