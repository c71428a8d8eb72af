package io.headroom.jobs;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import javax.sql.DataSource;

/// A database with the tables, and workers on it that end with the test.
final class Rig implements AutoCloseable {

    /// A payload for tests.
    record Note(String text) {}

    static final JobType<Note> NOTE = JobType.of("note", Note.class);
    static final JobsOptions QUICK =
            JobsOptions.DEFAULT
                    .withLease(Duration.ofSeconds(2))
                    .withPoll(Duration.ofMillis(50))
                    .withStopGrace(Duration.ofSeconds(2));

    static final QueueOptions DEFAULT = QueueOptions.of("default");
    static final RetryPolicy QUICKLY =
            RetryPolicy.DEFAULT
                    .withRetries(2)
                    .withPauses(
                            RetryPolicy.Growth.FIXED, Duration.ofMillis(50), Duration.ofMillis(50));

    final TestDatabase database = TestServers.newDatabase("jobs", Rig::tables);
    final HikariDataSource pool;
    private final List<AutoCloseable> opened = new ArrayList<>();

    Rig() {
        this.pool = pool(database.jdbcUrl(), database.user(), database.password());
    }

    static HikariDataSource pool(String url, String user, String password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(12);
        config.setMinimumIdle(0);
        config.setConnectionTimeout(2_000);
        config.setInitializationFailTimeout(-1);
        return new HikariDataSource(config);
    }

    static void tables(DataSource database) throws SQLException, IOException {
        try (InputStream file = Jobs.class.getResourceAsStream("headroom_jobs.sql");
                Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(new String(file.readAllBytes(), StandardCharsets.UTF_8));
            statement.execute(
                    "CREATE TABLE effect (id bigint GENERATED ALWAYS AS IDENTITY, job bigint NOT NULL)");
        }
    }

    Jobs jobs(QueueOptions... queues) {
        return new Jobs(pool, Arrays.asList(queues), QUICK, new LocalWakeUp());
    }

    /// The queue `default`, to be changed.
    static QueueOptions.Builder queue() {
        return QueueOptions.named("default");
    }

    /// A worker that ends with the test.
    JobWorker work(Jobs jobs, JobHandler<Note> handler) {
        return closing(JobWorker.on(jobs, "node").handling(NOTE, handler).start());
    }

    static long id(Enqueued outcome) {
        return ((Enqueued.Accepted) outcome).id();
    }

    static JobStatus.State state(Jobs jobs, long id) {
        return jobs.find(id).map(JobStatus::state).orElse(JobStatus.State.DONE);
    }

    /// Leaves a row in the job's transaction.
    static void effect(JobContext context) throws SQLException {
        try (var statement =
                context.connection().prepareStatement("INSERT INTO effect (job) VALUES (?)")) {
            statement.setLong(1, context.id());
            statement.executeUpdate();
        }
    }

    <T extends AutoCloseable> T closing(T resource) {
        opened.add(resource);
        return resource;
    }

    void execute(String sql) throws SQLException {
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long number(String sql) {
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    static void await(String what, BooleanSupplier condition) {
        await(what, Duration.ofSeconds(20), condition);
    }

    static void await(String what, Duration atMost, BooleanSupplier condition) {
        CountDownLatch never = new CountDownLatch(1);
        long deadline = System.nanoTime() + atMost.toNanos();
        try {
            while (!condition.getAsBoolean()) {
                if (System.nanoTime() - deadline > 0 || never.await(5, TimeUnit.MILLISECONDS)) {
                    throw new AssertionError("not within " + atMost + ": " + what);
                }
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        for (AutoCloseable resource : opened.reversed()) {
            try {
                resource.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        pool.close();
        database.close();
    }

    /// Wakes the workers of this process.
    static final class LocalWakeUp implements WakeUp {

        private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();

        @Override
        public void publish(Set<String> queues) {
            queues.forEach(queue -> listeners.forEach(listener -> listener.accept(queue)));
        }

        @Override
        public AutoCloseable subscribe(Consumer<String> listener) {
            listeners.add(listener);
            return () -> listeners.remove(listener);
        }
    }
}
