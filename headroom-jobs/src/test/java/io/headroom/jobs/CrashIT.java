package io.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.embedded.ChildProcess;
import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.PostgresOptions;
import io.headroom.jobs.CrashWorker.Way;
import io.headroom.jobs.CrashWorker.Work;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Two worker processes on a durable PostgreSQL, and a placer of orders, while workers and the
/// server are killed and stopped at random points. `./headroom bench jobs-crash` runs it at full
/// size.
class CrashIT {

    private static final int JOBS = Integer.getInteger("jobs.crash.jobs", 5_000);
    private static final int POINTS = Integer.getInteger("jobs.crash.points", 6);
    private static final long SEED = Long.getLong("jobs.crash.seed", System.nanoTime());
    private static final int CHUNK = 50;
    private static final List<Way> WAYS = List.of(Way.values());
    private static final List<Fault> FAULTS = List.of(Fault.values());

    private enum Fault {
        KILL_WORKER,
        STOP_WORKER,
        KILL_POSTGRES,
        STOP_POSTGRES
    }

    @TempDir Path directory;

    private final Random random = new Random(SEED);

    @Test
    void noJobIsLostAndInTxEffectsHappenOnce() throws Exception {
        System.out.printf("jobs=%d points=%d seed=%d%n", JOBS, POINTS, SEED);
        try (EmbeddedPostgres postgres =
                        EmbeddedPostgres.start(
                                PostgresOptions.durable(directory.resolve("postgres")));
                HikariDataSource pool =
                        Rig.pool(postgres.jdbcUrl(), postgres.user(), postgres.password())) {
            Rig.tables(pool);
            try (Connection connection = pool.getConnection();
                    var statement = connection.createStatement()) {
                statement.execute("CREATE TABLE placed (number integer PRIMARY KEY)");
            }
            List<ChildProcess> workers = new ArrayList<>();
            try {
                for (int i = 0; i < 2; i++) {
                    workers.add(worker(postgres, i));
                }
                faultsWhilePlacing(postgres, pool, workers);
                Rig.await(
                        "all jobs are done",
                        Duration.ofSeconds(60 + JOBS / 200),
                        () -> count(pool, "SELECT count(*) FROM headroom_job") == 0);
            } catch (AssertionError e) {
                e.addSuppressed(new AssertionError(left(pool)));
                throw e;
            } finally {
                workers.forEach(ChildProcess::kill);
            }
            verify(pool);
        }
    }

    private void faultsWhilePlacing(
            EmbeddedPostgres postgres, HikariDataSource pool, List<ChildProcess> workers)
            throws Exception {
        AtomicReference<Throwable> failure = new AtomicReference<>();
        Thread placing =
                Thread.ofPlatform()
                        .name("placing")
                        .start(() -> {
                            try {
                                place(pool);
                            } catch (Throwable e) {
                                failure.set(e);
                            }
                        });
        List<Fault> faults = new ArrayList<>();
        for (int i = 0; i < POINTS; i++) {
            faults.add(FAULTS.get(i % FAULTS.size()));
        }
        Collections.shuffle(faults, random);
        int[] points = random.ints(POINTS, JOBS / 50, JOBS * 9 / 10).sorted().toArray();
        for (int i = 0; i < POINTS; i++) {
            int point = points[i];
            Rig.await(
                    "point " + point,
                    Duration.ofMinutes(2),
                    () ->
                            failure.get() != null
                                    || count(pool, "SELECT count(*) FROM effect") >= point);
            System.out.printf("after %d effects: %s%n", point, faults.get(i));
            strike(faults.get(i), postgres, workers);
        }
        placing.join();
        assertThat(failure.get()).isNull();
    }

    private void strike(Fault fault, EmbeddedPostgres postgres, List<ChildProcess> workers)
            throws Exception {
        int victim = random.nextInt(workers.size());
        switch (fault) {
            case KILL_WORKER -> {
                workers.get(victim).kill();
                pause(random.nextInt(500));
                workers.set(victim, worker(postgres, victim));
            }
            case STOP_WORKER -> {
                workers.get(victim).pause();
                pause(2_500 + random.nextInt(1_000));
                workers.get(victim).resume();
            }
            case KILL_POSTGRES -> {
                postgres.kill();
                pause(random.nextInt(1_000));
                postgres.restart();
            }
            case STOP_POSTGRES -> {
                List<String> pids = new ArrayList<>();
                ProcessHandle.of(postgres.pid())
                        .orElseThrow()
                        .descendants()
                        .forEach(p -> pids.add(Long.toString(p.pid())));
                pids.add(Long.toString(postgres.pid()));
                signal("-STOP", pids);
                pause(500 + random.nextInt(3_000));
                signal("-CONT", pids);
            }
        }
    }

    private static void signal(String signal, List<String> pids) throws Exception {
        List<String> command = new ArrayList<>(List.of("kill", signal));
        command.addAll(pids);
        new ProcessBuilder(command).start().waitFor();
    }

    private static void pause(long millis) {
        long until = System.nanoTime() + millis * 1_000_000;
        Rig.await("the pause is over", () -> System.nanoTime() - until > 0);
    }

    /// Places rows and their jobs, each with one commit; after a failure, whichever of them are
    /// missing.
    private static void place(HikariDataSource pool) {
        Jobs jobs = new Jobs(pool, CrashWorker.queues(), CrashWorker.OPTIONS, WakeUp.none());
        for (int from = 0; from < JOBS; from += CHUNK) {
            List<Integer> chunk =
                    IntStream.range(from, Math.min(JOBS, from + CHUNK)).boxed().toList();
            Rig.await(
                    "placed " + from,
                    Duration.ofMinutes(2),
                    () -> {
                        try (Connection connection = pool.getConnection()) {
                            connection.setAutoCommit(false);
                            List<Integer> missing = missing(connection, chunk);
                            if (missing.isEmpty()) {
                                return true;
                            }
                            try (var statement =
                                    connection.prepareStatement("INSERT INTO placed VALUES (?)")) {
                                for (int number : missing) {
                                    statement.setInt(1, number);
                                    statement.addBatch();
                                }
                                statement.executeBatch();
                            }
                            jobs.enqueueAll(
                                    connection,
                                    missing.stream()
                                            .map(n -> CrashWorker.type(way(n)).job(new Work(n)))
                                            .toList());
                            connection.commit();
                            return true;
                        } catch (SQLException e) {
                            return false;
                        }
                    });
        }
    }

    private static Way way(int number) {
        return WAYS.get(number % WAYS.size());
    }

    private static List<Integer> missing(Connection connection, List<Integer> chunk)
            throws SQLException {
        Set<Integer> there = new HashSet<>();
        try (var statement =
                connection.prepareStatement(
                        "SELECT number FROM placed WHERE number BETWEEN ? AND ?")) {
            statement.setInt(1, chunk.getFirst());
            statement.setInt(2, chunk.getLast());
            try (var row = statement.executeQuery()) {
                while (row.next()) {
                    there.add(row.getInt(1));
                }
            }
        }
        return chunk.stream().filter(number -> !there.contains(number)).toList();
    }

    private static long count(HikariDataSource pool, String sql) {
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            return -1;
        }
    }

    private static String left(HikariDataSource pool) {
        StringBuilder text = new StringBuilder();
        for (String sql :
                List.of(
                        "SELECT queue, state, node, crashes, count(*), min(id) FROM headroom_job GROUP BY 1, 2, 3, 4",
                        "SELECT id, name, epoch, expires_at - clock_timestamp() FROM headroom_job_node",
                        "SELECT pid, state, wait_event, query FROM pg_stat_activity WHERE datname = current_database()")) {
            try (Connection connection = pool.getConnection();
                    var statement = connection.createStatement();
                    var row = statement.executeQuery(sql)) {
                while (row.next()) {
                    for (int i = 1; i <= row.getMetaData().getColumnCount(); i++) {
                        text.append(row.getString(i)).append(" | ");
                    }
                    text.append('\n');
                }
            } catch (SQLException e) {
                text.append(e);
            }
        }
        return text.toString();
    }

    private static void verify(HikariDataSource pool) throws SQLException {
        int[] effects = new int[JOBS];
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT job, count(*) FROM effect GROUP BY job")) {
            while (row.next()) {
                effects[row.getInt(1)] = row.getInt(2);
            }
        }
        Set<Integer> lost = new TreeSet<>();
        Set<Integer> twiceInTx = new TreeSet<>();
        Map<Way, Integer> repeats = new EnumMap<>(Way.class);
        for (int number = 0; number < JOBS; number++) {
            if (effects[number] == 0) {
                lost.add(number);
            } else {
                repeats.merge(way(number), effects[number] - 1, Integer::sum);
                if (way(number).isInTx() && effects[number] > 1) {
                    twiceInTx.add(number);
                }
            }
        }
        System.out.printf("lost %d; repeats %s%n", lost.size(), repeats);
        assertThat(count(pool, "SELECT count(*) FROM placed")).isEqualTo(JOBS);
        assertThat(lost).as("lost").isEmpty();
        assertThat(twiceInTx).as("IN_TX more than once").isEmpty();
        assertThat(count(pool, "SELECT count(*) FROM headroom_job_dead")).isZero();
    }

    private ChildProcess worker(EmbeddedPostgres postgres, int number) {
        return ChildProcess.start(
                new ChildProcess.Options(
                        List.of(
                                ProcessHandle.current().info().command().orElseThrow(),
                                "-Xmx128m",
                                "-XX:+UseSerialGC",
                                "-cp",
                                System.getProperty(
                                        "surefire.test.class.path",
                                        System.getProperty("java.class.path")),
                                CrashWorker.class.getName(),
                                "worker-" + number),
                        Map.of(
                                "JOBS_URL",
                                postgres.jdbcUrl(),
                                "JOBS_USER",
                                postgres.user(),
                                "JOBS_PASSWORD",
                                postgres.password()),
                        directory,
                        directory.resolve("worker-" + number + ".log"),
                        ChildProcess.Signal.KILL,
                        Duration.ofSeconds(1),
                        ""));
    }
}
