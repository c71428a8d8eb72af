package io.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.jobs.JobStatus.State;
import io.headroom.jobs.Rig.Note;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// Handlers whose commits are on the disk with the acknowledgement. That none is lost when
/// PostgreSQL is killed is [AsyncCommitCrashIT]'s and [CrashIT]'s.
class AsyncCommitIT {

    private static final String SETTING = "SELECT current_setting('synchronous_commit')";

    private final Rig rig = new Rig();

    /// What a session commits by where nobody says otherwise; the tests' server has it off.
    @BeforeEach
    void commitsWait() throws SQLException {
        rig.execute(
                """
                DO $$ BEGIN
                  EXECUTE format('ALTER DATABASE %I SET synchronous_commit = on', current_database());
                END $$
                """);
        rig.pool.getHikariPoolMXBean().softEvictConnections();
    }

    @AfterEach
    void close() {
        rig.close();
    }

    private static QueueOptions.Builder async() {
        return Rig.queue().asyncCommit(true).concurrency(1).retry(Rig.QUICKLY);
    }

    private static String text(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getString(1);
        }
    }

    private static List<NewJob<Note>> notes(String... texts) {
        List<NewJob<Note>> notes = new ArrayList<>();
        for (String text : texts) {
            notes.add(Rig.NOTE.job(new Note(text)));
        }
        return notes;
    }

    private void awaitAllDone() {
        Rig.await("all are done", () -> rig.number("SELECT count(*) FROM headroom_job") == 0);
    }

    /// No connection of the pool commits otherwise than the server's default.
    private void assertPoolIsAsItWas() throws SQLException {
        List<Connection> all = new ArrayList<>();
        try {
            for (int i = 0; i < rig.pool.getMaximumPoolSize() - 6; i++) {
                Connection connection = rig.pool.getConnection();
                all.add(connection);
                assertThat(text(connection, SETTING)).isEqualTo("on");
                assertThat(connection.getAutoCommit()).isTrue();
            }
        } finally {
            for (Connection connection : all) {
                connection.close();
            }
        }
    }

    @ParameterizedTest
    @EnumSource(value = Mode.class, names = "IN_TX", mode = EnumSource.Mode.EXCLUDE)
    void commitsOfAHandlerDoNotWaitAndTheConnectionGoesBackAsItWas(Mode mode) throws Exception {
        Jobs jobs = rig.jobs(async().mode(mode).build());
        Set<String> settings = ConcurrentHashMap.newKeySet();
        rig.work(
                jobs,
                (note, context) -> {
                    // It closes it, though it shall not.
                    try (Connection connection = context.connection()) {
                        settings.add(text(connection, SETTING));
                    }
                    Rig.effect(context);
                });

        jobs.enqueueAll(notes("a", "b", "c"));

        awaitAllDone();
        assertThat(rig.number("SELECT count(*) FROM effect")).isEqualTo(3);
        assertThat(settings).containsExactly("off");
        assertPoolIsAsItWas();
    }

    @Test
    void jobsThatWaitShareTheConnectionOfTheirPlace() {
        Jobs jobs = rig.jobs(async().build());
        CountDownLatch allWait = new CountDownLatch(1);
        Set<String> sessions = ConcurrentHashMap.newKeySet();
        AtomicInteger runs = new AtomicInteger();
        rig.work(
                jobs,
                (note, context) -> {
                    if (runs.getAndIncrement() == 0) {
                        assertThat(allWait.await(20, TimeUnit.SECONDS)).isTrue();
                    }
                    sessions.add(text(context.connection(), "SELECT pg_backend_pid()"));
                });

        jobs.enqueueAll(notes("a", "b", "c", "d", "e", "f"));
        allWait.countDown();

        awaitAllDone();
        assertThat(runs).hasValue(6);
        assertThat(sessions).hasSizeLessThan(6);
    }

    @Test
    void aTransactionThatAHandlerLeavesOpenIsRolledBackAndTheJobHasFailed() throws Exception {
        Jobs jobs = rig.jobs(async().retry(RetryPolicy.NONE).build());
        rig.work(
                jobs,
                (note, context) -> {
                    if (note.text().equals("open")) {
                        context.connection().setAutoCommit(false);
                    }
                    Rig.effect(context);
                });

        long id = Rig.id(jobs.enqueue(Rig.NOTE.job(new Note("open"))));
        jobs.enqueue(Rig.NOTE.job(new Note("other")));

        Rig.await("dead", () -> Rig.state(jobs, id) == State.DEAD);
        awaitAllDone();
        assertThat(jobs.dead("", 10).getFirst().error()).contains("left a transaction open");
        assertThat(rig.number("SELECT count(*) FROM effect")).isOne();
        assertPoolIsAsItWas();
    }

    @Test
    void aHandlerMayHaveTransactionsOfItsOwnAndTheirFailureIsUndone() throws Exception {
        Jobs jobs = rig.jobs(async().build());
        rig.work(
                jobs,
                (note, context) -> {
                    Connection connection = context.connection();
                    connection.setAutoCommit(false);
                    Rig.effect(context);
                    if (context.failures() == 0) {
                        throw new IllegalStateException("in its transaction");
                    }
                    connection.commit();
                    connection.setAutoCommit(true);
                });

        jobs.enqueue(Rig.NOTE.job(new Note("x")));

        awaitAllDone();
        assertThat(rig.number("SELECT count(*) FROM effect")).isOne();
        assertPoolIsAsItWas();
    }

    @Test
    void aConnectionThatBreaksLosesNoJobAndWhatItLeftInDoubtRunsAgain() throws Exception {
        Jobs jobs = rig.jobs(async().build());
        rig.work(
                jobs,
                (note, context) -> {
                    if (note.text().equals("breaking") && context.failures() == 0) {
                        text(context.connection(), "SELECT pg_terminate_backend(pg_backend_pid())");
                    }
                    Rig.effect(context);
                });

        jobs.enqueueAll(notes("a", "breaking", "b", "c"));

        awaitAllDone();
        assertThat(rig.number("SELECT count(DISTINCT job) FROM effect")).isEqualTo(4);
        assertThat(rig.number("SELECT count(*) FROM effect")).isBetween(4L, 5L);
        assertPoolIsAsItWas();
    }

    @Test
    void itIsRefusedInTheModeWhoseCommitAcknowledges() {
        assertThatThrownBy(() -> async().mode(Mode.IN_TX).build())
                .hasMessage(
                        "asyncCommit must be false in mode IN_TX, whose commit acknowledges the job");
    }

    @Test
    void withoutItThereIsNoConnection() {
        Jobs jobs = rig.jobs(Rig.queue().retry(RetryPolicy.NONE).build());
        rig.work(jobs, (note, context) -> Rig.effect(context));

        long id = Rig.id(jobs.enqueue(Rig.NOTE.job(new Note("x"))));

        Rig.await("dead", () -> Rig.state(jobs, id) == State.DEAD);
        assertThat(jobs.dead("", 10).getFirst().error()).contains("mode GROUP");
    }
}
