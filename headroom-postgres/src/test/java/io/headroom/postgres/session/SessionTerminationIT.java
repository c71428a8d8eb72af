package io.headroom.postgres.session;

import static io.headroom.postgres.session.Clients.await;
import static io.headroom.postgres.session.Clients.execute;
import static io.headroom.postgres.session.Clients.pid;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.headroom.embedded.TestServers;
import io.headroom.postgres.jdbc.Borrows;
import io.headroom.postgres.session.TerminationOutcome.Cancelled;
import io.headroom.postgres.session.TerminationOutcome.Gone;
import io.headroom.postgres.session.TerminationOutcome.Refused;
import io.headroom.postgres.session.TerminationOutcome.Terminated;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;

class SessionTerminationIT {

    private static final Duration SHORT = Duration.ofMillis(200);

    private final Clients clients = new Clients(TestServers.newDatabase());
    private final SessionWatch watch =
            new SessionWatch(
                    clients.source("shop"),
                    "",
                    new SessionOptions(SHORT, SHORT, Duration.ofHours(1)),
                    new Borrows(0),
                    InstantSource.system());

    @AfterEach
    void end() {
        watch.close();
        clients.close();
    }

    private SessionTermination termination(TerminationMode mode, String... applications) {
        return new SessionTermination(
                watch,
                new TerminationOptions(
                        mode, Duration.ofMillis(400), SHORT, 6, Set.of(applications)),
                InstantSource.system());
    }

    private Session longRunning(Connection connection) throws Exception {
        int pid = pid(connection);
        await(
                "the session is listed",
                () -> {
                    watch.collect();
                    return listed(pid) != null;
                });
        return Objects.requireNonNull(listed(pid));
    }

    private @Nullable Session listed(int pid) {
        return Stream.concat(
                        watch.latest().longRunning().stream(),
                        watch.latest().idleInTransaction().stream())
                .filter(each -> each.pid() == pid)
                .findFirst()
                .orElse(null);
    }

    private Connection idleTransaction(String application, String sql) throws SQLException {
        Connection connection = clients.connect(application);
        connection.setAutoCommit(false);
        execute(connection, sql);
        return connection;
    }

    private static void assertAlive(Connection connection) throws SQLException {
        assertThat(connection.isValid(5)).isTrue();
    }

    @Test
    void byDefaultNothingIsEnded() throws Exception {
        Connection idle = idleTransaction("shop", "SELECT 1");
        SessionTermination off =
                new SessionTermination(
                        watch,
                        new TerminationOptions(
                                TerminationOptions.defaults().mode(), SHORT, SHORT, 6, Set.of()),
                        InstantSource.system());
        assertThat(off.end(longRunning(idle).id(), "ann"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).contains("REPORT_ONLY"));
        off.afterRound();
        assertAlive(idle);
    }

    @Test
    void aStatementIsCancelledAndItsSessionLives() throws Exception {
        Connection slow = clients.connect("shop");
        CompletableFuture<Void> sleep = clients.start(slow, "SELECT pg_sleep(60)");
        SessionTermination termination = termination(TerminationMode.ON_REQUEST);
        assertThat(termination.end(longRunning(slow).id(), "ann")).isEqualTo(new Cancelled());
        assertThat(sleep)
                .failsWithin(10, TimeUnit.SECONDS)
                .withThrowableThat()
                .withMessageContaining("canceling statement due to user request");
        assertAlive(slow);
        TerminationEntry entry = termination.audit().getFirst();
        assertThat(entry.requestedBy()).isEqualTo("ann");
        assertThat(entry.outcome()).isEqualTo("Cancelled");
        assertThat(entry.session().statement()).isEqualTo("SELECT pg_sleep(60)");
    }

    @Test
    void aSessionWhoseStatementIgnoresTheCancelIsEnded() throws Exception {
        Connection stubborn = clients.connect("shop");
        execute(
                stubborn,
                """
                CREATE FUNCTION stay() RETURNS void LANGUAGE plpgsql AS $$
                BEGIN
                    LOOP
                        BEGIN
                            PERFORM pg_sleep(60);
                        EXCEPTION WHEN query_canceled THEN
                            NULL;
                        END;
                    END LOOP;
                END $$
                """);
        CompletableFuture<Void> stays = clients.start(stubborn, "SELECT stay()");
        SessionTermination termination = termination(TerminationMode.ON_REQUEST);
        assertThat(termination.end(longRunning(stubborn).id(), "ann")).isEqualTo(new Cancelled());
        await(
                "the session is ended",
                () -> {
                    watch.collect();
                    termination.afterRound();
                    return termination.count("Terminated") == 1;
                });
        assertThat(stays)
                .failsWithin(10, TimeUnit.SECONDS)
                .withThrowableThat()
                .withMessageContaining("terminating connection");
    }

    @Test
    void anIdleTransactionIsEndedAtOnce() throws Exception {
        Connection idle = idleTransaction("shop", "SELECT 1");
        SessionTermination termination = termination(TerminationMode.ON_REQUEST);
        assertThat(termination.end(longRunning(idle).id(), "ann")).isEqualTo(new Terminated());
        await("it has ended", () -> !idle.isValid(5));
    }

    @Test
    void aForeignSessionIsSparedUntilItsApplicationIsAllowed() throws Exception {
        Connection foreign = idleTransaction("billing", "SELECT 1");
        Session session = longRunning(foreign);
        assertThat(termination(TerminationMode.ON_REQUEST).end(session.id(), "ann"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).contains("\"billing\""));
        assertAlive(foreign);
        foreign.rollback();
        execute(foreign, "SELECT 1");
        assertThat(
                        termination(TerminationMode.ON_REQUEST, "billing")
                                .end(longRunning(foreign).id(), "ann"))
                .isEqualTo(new Terminated());
    }

    @Test
    void aSessionThatWentOnToAnotherTransactionOrStatementIsSpared() throws Exception {
        Connection busy = idleTransaction("shop", "SELECT 1");
        SessionTermination termination = termination(TerminationMode.ON_REQUEST);
        String seen = longRunning(busy).id();
        execute(busy, "SELECT 2");
        assertThat(termination.end(seen, "ann")).isEqualTo(new Gone());
        busy.rollback();
        execute(busy, "SELECT 1");
        assertThat(termination.end(seen, "ann")).isEqualTo(new Gone());
        assertAlive(busy);
    }

    /// The session goes on while it is judged: of all attempts none may hit a later transaction.
    @Test
    void noAttemptOfManyHitsASessionThatGoesOnMeanwhile() throws Exception {
        Connection busy = idleTransaction("shop", "SELECT 1");
        String seen = longRunning(busy).id();
        busy.rollback();
        SessionTermination termination = termination(TerminationMode.ON_REQUEST);
        AtomicBoolean stop = new AtomicBoolean();
        Thread works =
                Thread.startVirtualThread(() -> {
                    try {
                        while (!stop.get()) {
                            execute(busy, "SELECT 1");
                            busy.rollback();
                        }
                    } catch (SQLException e) {
                        throw new IllegalStateException(e);
                    }
                });
        for (int i = 0; i < 300; i++) {
            assertThat(termination.end(seen, "ann")).isEqualTo(new Gone());
        }
        stop.set(true);
        works.join();
        assertAlive(busy);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "COPY (SELECT 1 FROM pg_sleep(60)) TO STDOUT",
                "REFRESH MATERIALIZED VIEW slow",
                "CREATE TABLE copied AS SELECT 1 AS one FROM pg_sleep(60)",
                "/* nightly */ VACUUM FULL stopped",
                "DO $$ BEGIN PERFORM pg_sleep(60); END $$",
                "CREATE INDEX ON stopped (id)"
            })
    void migrationsIndexBuildsRefreshesCopiesAndMaintenanceAreSpared(String sql) throws Exception {
        Connection worker = clients.connect("shop");
        execute(
                worker,
                "CREATE MATERIALIZED VIEW slow AS SELECT 1 AS one FROM pg_sleep(60) WITH NO DATA");
        execute(worker, "CREATE TABLE stopped (id int)");
        Connection gate = clients.connect("admin");
        gate.setAutoCommit(false);
        execute(gate, "LOCK TABLE stopped IN ACCESS EXCLUSIVE MODE");
        if (sql.startsWith("COPY")) {
            Thread.startVirtualThread(() -> {
                try {
                    worker.unwrap(PGConnection.class)
                            .getCopyAPI()
                            .copyOut(sql, OutputStream.nullOutputStream());
                } catch (SQLException | IOException ended) {
                    // with the database
                }
            });
        } else {
            clients.begin(worker, sql);
        }
        assertThat(termination(TerminationMode.ON_REQUEST).end(longRunning(worker).id(), "ann"))
                .isInstanceOf(Refused.class);
        gate.rollback();
    }

    @Test
    void aMigrationThatRunsAnythingInItsTransactionIsSpared() throws Exception {
        Connection migration = idleTransaction("shop", "CREATE TABLE made (id int)");
        execute(migration, "SELECT 1");
        assertThat(termination(TerminationMode.ON_REQUEST).end(longRunning(migration).id(), "ann"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).contains("as migrations do"));
        assertAlive(migration);
    }

    @Test
    void noMoreThanTheMostAreSignalledInAMinute() throws Exception {
        SessionTermination termination =
                new SessionTermination(
                        watch,
                        new TerminationOptions(
                                TerminationMode.ON_REQUEST, SHORT, SHORT, 1, Set.of()),
                        InstantSource.system());
        Connection first = idleTransaction("shop", "SELECT 1");
        Connection second = idleTransaction("shop", "SELECT 1");
        assertThat(termination.end(longRunning(first).id(), "ann")).isEqualTo(new Terminated());
        assertThat(termination.end(longRunning(second).id(), "ann"))
                .isInstanceOfSatisfying(
                        Refused.class,
                        refused -> assertThat(refused.reason()).contains("within a minute"));
        assertAlive(second);
    }

    @Test
    void whereItIsAllowedTheWatchEndsWhatLastsTooLongAndNothingElse() throws Exception {
        Connection own = idleTransaction("shop", "SELECT 1");
        Connection foreign = idleTransaction("billing", "SELECT 1");
        SessionTermination termination = termination(TerminationMode.AUTOMATIC);
        await(
                "the overdue transaction is ended",
                () -> {
                    watch.collect();
                    termination.afterRound();
                    return termination.count("Terminated") == 1;
                });
        await("its connection is gone", () -> !own.isValid(5));
        watch.collect();
        termination.afterRound();
        assertAlive(foreign);
        assertThat(termination.audit())
                .allSatisfy(entry -> {
                    assertThat(entry.requestedBy()).isEqualTo("automatic");
                    assertThat(entry.session().application()).isEqualTo("shop");
                });
    }

    @Test
    void endingWhatIsNotEvenListedIsRefusedAtTheStart() {
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        new SessionTermination(
                                watch,
                                new TerminationOptions(
                                        TerminationMode.AUTOMATIC,
                                        Duration.ofMillis(1),
                                        SHORT,
                                        6,
                                        Set.of()),
                                InstantSource.system()))
                .withMessageContaining("after must be at least longRunning");
    }
}
