package io.headroom.postgres.pool;

import static io.headroom.postgres.pool.WatchedPool.await;
import static io.headroom.postgres.pool.WatchedPool.execute;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

class PoolWatchIT {

    private final TestDatabase database = TestServers.newDatabase();
    private final WatchedPool shop = pool(2, 1);

    private WatchedPool pool(int size, int placeOfEvery) {
        return new WatchedPool(
                database.jdbcUrl(), database.user(), database.password(), size, placeOfEvery);
    }

    @AfterEach
    void end() {
        shop.close();
        database.close();
        WatchedPool.ENDPOINT.remove();
    }

    private Leak leak(WatchedPool of, Leak.Kind kind) throws Exception {
        await(
                "a leak of kind " + kind,
                () -> {
                    of.look();
                    return of.watch.leaks().stream().anyMatch(leak -> leak.kind() == kind);
                });
        return of.watch.leaks().stream()
                .filter(leak -> leak.kind() == kind)
                .findFirst()
                .orElseThrow();
    }

    private static Connection borrowInTheCheckout(WatchedPool from) throws SQLException {
        return from.source.getConnection();
    }

    @Test
    void aConnectionThatIsNotGivenBackIsALeakWithThePlaceThatBorrowedIt() throws Exception {
        WatchedPool.ENDPOINT.set("/checkout");
        try (Connection kept = borrowInTheCheckout(shop)) {
            execute(kept, "SELECT 42");
            Leak leak = leak(shop, Leak.Kind.UNUSED);
            Holder holder = leak.holder();
            assertThat(holder.endpoint()).isEqualTo("/checkout");
            assertThat(holder.place().getFirst()).contains("borrowInTheCheckout");
            assertThat(holder.thread()).isEqualTo(Thread.currentThread().getName());
            assertThat(holder.threadEnded()).isFalse();
            assertThat(holder.statement()).isEqualTo("SELECT 42");
            assertThat(holder.heldSeconds()).isGreaterThan(0.3);
            assertThat(holder.backendPid())
                    .isEqualTo(kept.unwrap(PGConnection.class).getBackendPID());
            assertThat(leak.transactionSeconds()).isZero();
            assertThat(leak.suspicious()).isTrue();
        }
        shop.look();
        assertThat(shop.watch.leaks()).isEmpty();
        assertThat(shop.watch.status().holders()).isEmpty();
    }

    @Test
    void aConnectionWhoseThreadHasEndedIsTheSurestLeak() throws Exception {
        List<Connection> lost = new ArrayList<>();
        Thread forgetful =
                Thread.ofVirtual()
                        .name("forgetful")
                        .start(() -> {
                            try {
                                lost.add(shop.source.getConnection());
                            } catch (SQLException e) {
                                throw new IllegalStateException(e);
                            }
                        });
        forgetful.join();
        Leak leak = leak(shop, Leak.Kind.THREAD_ENDED);
        assertThat(leak.holder().thread()).isEqualTo("forgetful");
        assertThat(leak.holder().threadEnded()).isTrue();
        lost.getFirst().close();
    }

    @Test
    void aTransactionThatIdlesIsALeakWithItsAge() throws Exception {
        try (Connection kept = shop.source.getConnection()) {
            kept.setAutoCommit(false);
            execute(kept, "SELECT 1");
            Leak leak = leak(shop, Leak.Kind.IDLE_IN_TRANSACTION);
            assertThat(leak.transactionSeconds()).isGreaterThan(0.3);
            assertThat(shop.sessions.latest().idleInTransaction())
                    .anySatisfy(
                            session -> assertThat(shop.watch.holder(session.pid())).isPresent());
            kept.rollback();
        }
    }

    @Test
    void aLongJobIsBusyAndNotSuspicious() throws Exception {
        try (Connection job = shop.source.getConnection()) {
            await(
                    "the job is listed",
                    () -> {
                        execute(job, "SELECT 1");
                        shop.look();
                        return !shop.watch.leaks().isEmpty();
                    });
            assertThat(shop.watch.leaks().getFirst().kind()).isEqualTo(Leak.Kind.BUSY);
            assertThat(shop.watch.leaks().getFirst().suspicious()).isFalse();
        }
    }

    @Test
    void aCopyThatJdbcKnowsNothingOfIsBusy() throws Exception {
        try (Connection job = shop.source.getConnection();
                Connection other = database.dataSource().getConnection()) {
            PGConnection driver = job.unwrap(PGConnection.class);
            Thread copies =
                    Thread.startVirtualThread(() -> {
                        try {
                            driver.getCopyAPI()
                                    .copyOut(
                                            "COPY (SELECT 1 FROM pg_sleep(60)) TO STDOUT",
                                            OutputStream.nullOutputStream());
                        } catch (SQLException | IOException cancelled) {
                            // by this test
                        }
                    });
            assertThat(leak(shop, Leak.Kind.BUSY).holder().statement()).isEmpty();
            execute(other, "SELECT pg_cancel_backend(" + driver.getBackendPID() + ")");
            copies.join();
        }
    }

    @Test
    void anEndpointThatLeakedWithoutAPlaceShowsItTheNextTime() throws Exception {
        WatchedPool.ENDPOINT.set("/checkout");
        try (WatchedPool sparing = pool(2, 0)) {
            try (Connection _ = sparing.source.getConnection()) {
                assertThat(leak(sparing, Leak.Kind.UNUSED).holder().place()).isEmpty();
            }
            try (Connection _ = borrowInTheCheckout(sparing)) {
                assertThat(leak(sparing, Leak.Kind.UNUSED).holder().place().getFirst())
                        .contains("borrowInTheCheckout");
            }
        }
    }

    @Test
    void aFullPoolShowsUtilisationWaitersAndWhoGotNothing() throws Exception {
        Thread waits;
        try (Connection _ = shop.source.getConnection();
                Connection _ = shop.source.getConnection()) {
            waits =
                    Thread.startVirtualThread(() -> {
                        try (Connection got = shop.source.getConnection()) {
                            execute(got, "SELECT 1");
                        } catch (SQLException refused) {
                            // counted
                        }
                    });
            await("somebody waits", () -> shop.watch.waiting() == 1);
            PoolStatus full = shop.watch.status();
            assertThat(full.active()).isEqualTo(2);
            assertThat(full.utilisation()).isEqualTo(1);
            assertThat(full.holders()).hasSize(2);
            assertThatThrownBy(shop.source::getConnection).isInstanceOf(SQLException.class);
        }
        waits.join();
        PoolStatus after = shop.watch.status();
        assertThat(after.refused()).isGreaterThanOrEqualTo(1);
        assertThat(after.active()).isZero();
        assertThat(after.acquisition().count()).isEqualTo(after.borrows());
        assertThat(after.acquisition().maxMillis())
                .isGreaterThanOrEqualTo(after.acquisition().p99Millis());
        assertThat(after.acquisition().p99Millis())
                .isGreaterThanOrEqualTo(after.acquisition().p50Millis());
    }
}
