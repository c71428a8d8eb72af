package io.headroom.benchmarks.jobs;

import com.zaxxer.hikari.HikariDataSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/// How many jobs a second processes of their own get done, from the first run in any of them to the
/// moment when none is left. Each rate ends after a minute, done or not.
final class RatesBench {

    private static final LongSupplier NANO_TIME = System::nanoTime;
    private static final long MOST_SECONDS = 60;

    private final BenchServer server;
    private final double share;
    private final Path log;

    /// @param log what the nodes say
    RatesBench(BenchServer server, double share, Path log) {
        this.server = server;
        this.share = share;
        this.log = log;
    }

    /// @param title what the titles of the contenders begin with; empty for all
    void rates(String title) throws Exception {
        System.out.println(
                "jobs a second | no-op, 1 node | no-op, 2 nodes | one insert, 1 node | one insert, 2 nodes");
        for (int i = 0; i < WorkerProcess.CONTENDERS.size(); i++) {
            if (!WorkerProcess.CONTENDERS.get(i).title().startsWith(title)) {
                continue;
            }
            System.out.printf("%s", WorkerProcess.CONTENDERS.get(i).title());
            for (boolean inserting : new boolean[] {false, true}) {
                for (int nodes = 1; nodes <= 2; nodes++) {
                    System.out.printf(" | %s", rate(i, inserting, nodes, false));
                }
            }
            System.out.println();
        }
    }

    void snapshot() throws Exception {
        System.out.println("no-op jobs a second | 1 node | 2 nodes");
        for (boolean held : new boolean[] {false, true}) {
            System.out.printf(
                    "%s, %s | %s | %s%n",
                    WorkerProcess.CONTENDERS.getFirst().title(),
                    held ? "an old snapshot held open" : "no old snapshot",
                    rate(0, false, 1, held),
                    rate(0, false, 2, held));
        }
    }

    private String rate(int contender, boolean inserting, int nodes, boolean snapshot)
            throws Exception {
        Contender one = WorkerProcess.CONTENDERS.get(contender);
        if (one.jobs(inserting) == 0) {
            return "–";
        }
        int jobs = (int) Math.max(100, one.jobs(inserting) * share);
        try (HikariDataSource pool = server.newDatabase();
                Connection holder = pool.getConnection();
                Statement held = holder.createStatement()) {
            one.fill(pool, jobs);
            BenchServer.execute(pool, "VACUUM ANALYZE");
            BenchServer.execute(pool, "CHECKPOINT");
            if (snapshot) {
                holder.setAutoCommit(false);
                held.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ");
                held.execute("SELECT count(*) FROM effect");
            }
            AtomicLong first = new AtomicLong();
            List<Process> processes = new ArrayList<>();
            try {
                for (int i = 0; i < nodes; i++) {
                    processes.add(worker(contender, inserting, pool.getJdbcUrl(), first));
                }
                String isLeft =
                        "SELECT CASE WHEN EXISTS (SELECT FROM %s) THEN 1 ELSE 0 END"
                                .formatted(one.left());
                long deadline = NANO_TIME.getAsLong() + TimeUnit.SECONDS.toNanos(MOST_SECONDS);
                while (BenchServer.number(pool, isLeft) > 0) {
                    if (NANO_TIME.getAsLong() - deadline > 0) {
                        long left = BenchServer.number(pool, "SELECT count(*) FROM " + one.left());
                        return "%,d of %,d left after %d s".formatted(left, jobs, MOST_SECONDS);
                    }
                    if (!processes.stream().allMatch(Process::isAlive)) {
                        return "a node ended, see " + log;
                    }
                    new CountDownLatch(1).await(20, TimeUnit.MILLISECONDS);
                }
                double seconds = (NANO_TIME.getAsLong() - first.get()) / 1e9;
                long effects = BenchServer.number(pool, "SELECT count(*) FROM effect");
                return inserting && effects < jobs
                        ? "%,d of %,d jobs without their effect".formatted(jobs - effects, jobs)
                        : String.format(Locale.ROOT, "%,.0f", jobs / seconds);
            } finally {
                for (Process process : processes) {
                    process.destroyForcibly().waitFor();
                }
            }
        }
    }

    private Process worker(int contender, boolean inserting, String url, AtomicLong first)
            throws IOException {
        ProcessBuilder builder =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx256m",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty("java.class.path"),
                                WorkerProcess.class.getName(),
                                Integer.toString(contender),
                                Boolean.toString(inserting))
                        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().put("BENCH_URL", url);
        builder.environment().put("BENCH_USER", server.user());
        builder.environment().put("BENCH_PASSWORD", server.password());
        Process process = builder.start();
        Thread.ofVirtual().start(() -> awaitFirst(process, first));
        return process;
    }

    private static void awaitFirst(Process process, AtomicLong first) {
        try (BufferedReader lines = process.inputReader()) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.equals("first")) {
                    first.compareAndSet(0, NANO_TIME.getAsLong());
                }
            }
        } catch (IOException e) {
            // It was killed.
            first.compareAndSet(0, NANO_TIME.getAsLong());
        }
    }
}
