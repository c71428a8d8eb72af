package io.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.PostgresOptions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// A crash of PostgreSQL between a commit that does not wait and its acknowledgement.
class AsyncCommitCrashIT {

    private static final JobsOptions LONG_LEASE =
            JobsOptions.DEFAULT
                    .withLease(Duration.ofMinutes(1))
                    .withPoll(Duration.ofMillis(50))
                    .withStopGrace(Duration.ofSeconds(2));

    @TempDir Path directory;

    private final AtomicInteger runs = new AtomicInteger();

    /// What makes the first run's commit doubtful.
    private interface Crash {
        void happen(EmbeddedPostgres postgres, HikariDataSource pool) throws Exception;
    }

    @ParameterizedTest
    @EnumSource(value = Mode.class, names = "IN_TX", mode = EnumSource.Mode.EXCLUDE)
    void aJobWhoseCommitTheServerLostRunsAgain(Mode mode) throws Exception {
        effectsOfAJob(
                mode,
                (postgres, pool) -> {
                    postgres.kill();
                    postgres.restart();
                });
        assertThat(runs).hasValue(2);
    }

    /// The server ends all sessions, and forgets its log's buffers, when one dies.
    @Test
    void aJobWhoseCommitWasLostWithAnotherSessionsDeathRunsAgain() throws Exception {
        effectsOfAJob(
                Mode.GROUP,
                (_, pool) -> {
                    long victim = number(pool, "SELECT pg_backend_pid()");
                    ProcessHandle.of(victim).orElseThrow().destroyForcibly();
                    Rig.await("it lives again", Duration.ofMinutes(1), answers(pool));
                });
        assertThat(runs).hasValue(2);
    }

    @Test
    void aJobWhoseSessionLivesRunsOnce() throws Exception {
        effectsOfAJob(Mode.GROUP, (_, _) -> {});
        assertThat(runs).hasValue(1);
    }

    /// Runs a job whose effect is at least there once at the end.
    private void effectsOfAJob(Mode mode, Crash crash) throws Exception {
        PostgresOptions options =
                PostgresOptions.durable(directory.resolve("postgres"))
                        .withSetting("wal_writer_delay", "10s");
        try (EmbeddedPostgres postgres = EmbeddedPostgres.start(options);
                HikariDataSource pool =
                        Rig.pool(postgres.jdbcUrl(), postgres.user(), postgres.password())) {
            Rig.tables(pool);
            QueueOptions queue = Rig.queue().mode(mode).asyncCommit(true).concurrency(1).build();
            Jobs jobs = new Jobs(pool, List.of(queue), LONG_LEASE, WakeUp.none());
            jobs.enqueue(Rig.NOTE.job(new Rig.Note("x")));
            try (JobWorker _ =
                    JobWorker.on(jobs, "node")
                            .handling(
                                    Rig.NOTE,
                                    (_, context) -> {
                                        Rig.effect(context);
                                        if (runs.incrementAndGet() == 1) {
                                            crash.happen(postgres, pool);
                                        }
                                    })
                            .start()) {
                Rig.await(
                        "it is done",
                        Duration.ofMinutes(1),
                        () -> number(pool, "SELECT count(*) FROM headroom_job") == 0);
                assertThat(number(pool, "SELECT count(*) FROM effect")).isPositive();
            }
        }
    }

    private static BooleanSupplier answers(HikariDataSource pool) {
        return () -> number(pool, "SELECT 1") == 1;
    }

    private static long number(HikariDataSource pool, String sql) {
        try (Connection connection = pool.getConnection();
                var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        } catch (SQLException e) {
            return -1;
        }
    }
}
