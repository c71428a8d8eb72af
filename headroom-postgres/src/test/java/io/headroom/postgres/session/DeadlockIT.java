package io.headroom.postgres.session;

import static io.headroom.postgres.session.Clients.await;
import static io.headroom.postgres.session.Clients.execute;
import static io.headroom.postgres.session.Clients.pid;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.embedded.TestServers;
import io.headroom.postgres.jdbc.Borrows;
import io.headroom.postgres.jdbc.CallScope;
import io.headroom.postgres.jdbc.ObservedDataSource;
import io.headroom.postgres.jdbc.Observers;
import io.headroom.postgres.session.Deadlock.Participant;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DeadlockIT {

    private static final String FIRST = "UPDATE item SET price = price + 1 WHERE id = 1";
    private static final String SECOND = "UPDATE item SET price = price + 2 WHERE id = 2";

    private final Clients clients = new Clients(TestServers.newDatabase());
    private final Borrows borrows = new Borrows(0);
    private final SessionWatch watch =
            new SessionWatch(
                    clients.source("shop"),
                    "",
                    SessionOptions.defaults(),
                    borrows,
                    InstantSource.system());
    private final ObservedDataSource shop =
            new ObservedDataSource(
                    "shop",
                    clients.source("shop"),
                    () ->
                            new Observers(
                                    CallScope.none(), List.of(watch.deadlocks()), List.of(borrows)),
                    System::nanoTime);

    @BeforeEach
    void create() throws SQLException {
        try (Connection connection = clients.connect("admin")) {
            execute(connection, "CREATE TABLE item (id int PRIMARY KEY, price int)");
            execute(connection, "INSERT INTO item VALUES (1, 10), (2, 20)");
        }
        watch.collect();
    }

    @AfterEach
    void end() {
        watch.close();
        clients.close();
    }

    /// The first connection becomes the victim: it alone looks for deadlocks soon.
    private static void meet(Clients clients, Connection victim, Connection other)
            throws Exception {
        execute(victim, "SET deadlock_timeout = '50ms'");
        execute(other, "SET deadlock_timeout = '60s'");
        victim.setAutoCommit(false);
        other.setAutoCommit(false);
        execute(victim, FIRST);
        execute(other, SECOND);
        CompletableFuture<Void> waits = clients.start(other, FIRST);
        CompletableFuture<Void> fails =
                clients.start(victim, SECOND)
                        .handle((done, error) -> {
                            assertThat(error).isInstanceOf(SQLException.class);
                            assertThat(((SQLException) error).getSQLState()).isEqualTo("40P01");
                            return null;
                        });
        fails.get();
        waits.get();
    }

    @Test
    void bothStatementsOfADeadlockWithinTheProcessAreKnown() throws Exception {
        try (Connection victim = shop.getConnection();
                Connection other = shop.getConnection()) {
            meet(clients, victim, other);
            int victimPid = pid(victim);
            int otherPid = pid(other);
            // What the survivor runs next must not be taken for what it ran.
            execute(other, "SELECT 1");
            assertThat(watch.deadlocks().pending()).isTrue();
            watch.collect();
            Deadlock deadlock = watch.deadlocks().latest().getFirst();
            assertThat(deadlock.where()).contains("item");
            assertThat(deadlock.participants())
                    .extracting(Participant::pid)
                    .containsExactly(victimPid, otherPid);
            assertThat(deadlock.participants())
                    .extracting(Participant::statement)
                    .containsExactly(SECOND, FIRST);
            assertThat(deadlock.participants())
                    .extracting(Participant::blockedBy)
                    .containsExactly(otherPid, victimPid);
            assertThat(deadlock.participants().getFirst().victim()).isTrue();
            assertThat(deadlock.participants().getFirst().waitsFor())
                    .startsWith("ShareLock on transaction");
        }
    }

    @Test
    void theOtherSideInAnotherProcessIsAskedOfTheServer() throws Exception {
        Connection other = clients.connect("billing");
        try (Connection victim = shop.getConnection()) {
            meet(clients, victim, other);
            watch.collect();
            Deadlock deadlock = watch.deadlocks().latest().getFirst();
            Participant survivor = deadlock.participants().get(1);
            assertThat(survivor.statement()).isEqualTo(FIRST);
            assertThat(survivor.application()).isEqualTo("billing");
        }
    }

    @Test
    void deadlocksOfOthersAreCounted() throws Exception {
        Connection victim = clients.connect("billing");
        meet(clients, victim, clients.connect("billing"));
        // A backend reports its figures outside of transactions only.
        victim.rollback();
        await(
                "the server counted it",
                () -> {
                    watch.collect();
                    return watch.deadlocks().ofServer() == 1;
                });
        assertThat(watch.deadlocks().own()).isZero();
        assertThat(watch.deadlocks().latest()).isEmpty();
    }
}
