package io.headroom.postgres.session;

import static io.headroom.postgres.session.Clients.await;
import static io.headroom.postgres.session.Clients.execute;
import static io.headroom.postgres.session.Clients.pid;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.embedded.TestServers;
import io.headroom.postgres.jdbc.Borrows;
import io.headroom.postgres.session.Contention.Contended;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class SessionWatchIT {

    private static final SessionOptions QUICK =
            new SessionOptions(
                    Duration.ofMillis(200), Duration.ofMillis(200), Duration.ofHours(24));

    private final Clients clients = new Clients(TestServers.newDatabase());
    private final SessionWatch watch =
            new SessionWatch(
                    clients.source("shop"), "", QUICK, new Borrows(1), InstantSource.system());

    @AfterEach
    void end() {
        watch.close();
        clients.close();
    }

    private Sessions look() {
        watch.collect();
        assertThat(watch.latest().problem()).isEmpty();
        return watch.latest();
    }

    private int blocked() {
        return look().trees().stream().mapToInt(BlockingTree::blocked).sum();
    }

    @Test
    void aStatementThatRunsLongIsListedWithWhoRunsIt() throws Exception {
        Connection slow = clients.connect("shop");
        clients.begin(slow, "SELECT pg_sleep(60)");
        await("the statement is listed", () -> !look().longRunning().isEmpty());
        Session session = watch.latest().longRunning().getFirst();
        assertThat(session.pid()).isEqualTo(pid(slow));
        assertThat(session.statement()).isEqualTo("SELECT pg_sleep(60)");
        assertThat(session.statementSeconds()).isGreaterThan(0.2);
        assertThat(session.own()).isTrue();
        assertThat(session.application()).isEqualTo("shop");
        assertThat(session.waitEvent()).isEqualTo("Timeout: PgSleep");
    }

    @Test
    void aTransactionThatIdlesIsListedAndAFreshOneIsNot() throws Exception {
        Connection idle = clients.connect("batch");
        idle.setAutoCommit(false);
        execute(idle, "SELECT 1");
        await("the transaction is listed", () -> !look().idleInTransaction().isEmpty());
        Session session = watch.latest().idleInTransaction().getFirst();
        assertThat(session.pid()).isEqualTo(pid(idle));
        assertThat(session.own()).isFalse();
        assertThat(session.transactionSeconds()).isGreaterThan(0.2);
        idle.rollback();
        assertThat(look().idleInTransaction()).isEmpty();
    }

    @Test
    void aLockConvoyIsATreeAndContentionOfItsTable() throws Exception {
        Connection holder = clients.connect("shop");
        execute(holder, "CREATE TABLE item (id int PRIMARY KEY, price int)");
        execute(holder, "INSERT INTO item VALUES (1, 10)");
        holder.setAutoCommit(false);
        execute(holder, "UPDATE item SET price = 11 WHERE id = 1");
        int waiters = 6;
        for (int i = 0; i < waiters; i++) {
            clients.begin(
                    clients.connect("shop"), "UPDATE item SET price = price + 1 WHERE id = 1");
        }
        await("all wait", () -> blocked() == waiters);
        assertThat(look().waits()).hasSize(waiters);
        List<BlockingTree> trees = watch.latest().trees();
        assertThat(trees).hasSize(1);
        BlockingTree root = trees.getFirst();
        assertThat(root.session().pid()).isEqualTo(pid(holder));
        assertThat(root.session().state()).isEqualTo("idle in transaction");
        assertThat(root.session().statement()).isEqualTo("UPDATE item SET price = 11 WHERE id = 1");
        assertThat(root.blocked()).isEqualTo(waiters);
        assertThat(root.cycle()).isFalse();
        assertThat(watch.latest().waits())
                .allSatisfy(wait -> assertThat(wait.relation()).isEqualTo("public.item"));

        look();
        List<Contended> contended = watch.contention().contended();
        assertThat(contended)
                .allSatisfy(each -> assertThat(each.relation()).isEqualTo("public.item"));
        assertThat(contended.getFirst().waitedSeconds()).isPositive();
        assertThat(contended.getFirst().stretches()).isNotEmpty();

        holder.rollback();
        await("the convoy ended", () -> look().trees().isEmpty());
        assertThat(watch.contention().contended()).isNotEmpty();
    }

    @Test
    void aQueueBehindATableLockIsNamedByItsMode() throws Exception {
        Connection reader = clients.connect("shop");
        execute(reader, "CREATE TABLE item (id int)");
        reader.setAutoCommit(false);
        execute(reader, "SELECT count(*) FROM item");
        Connection migration = clients.connect("migration");
        clients.begin(migration, "ALTER TABLE item ADD COLUMN name text");
        await("the migration waits", () -> look().waits().size() == 1);
        assertThat(watch.latest().waits().getFirst().mode()).isEqualTo("AccessExclusiveLock");
        clients.begin(clients.connect("shop"), "SELECT count(*) FROM item");
        await("a reader waits behind it", () -> blocked() == 2);
        BlockingTree root = watch.latest().trees().getFirst();
        assertThat(root.session().pid()).isEqualTo(pid(reader));
        BlockingTree queued = root.blocks().getFirst();
        assertThat(queued.session().pid()).isEqualTo(pid(migration));
        assertThat(queued.blocks()).hasSize(1);
        reader.rollback();
    }

    @Test
    void aRoleWithoutRightsSeesItsOwnSessionsAndIsToldWhatIsMissing() throws Exception {
        try (Connection superuser = clients.connect("admin")) {
            execute(superuser, "DROP ROLE IF EXISTS plain_watcher");
            execute(superuser, "CREATE ROLE plain_watcher LOGIN PASSWORD 'plain'");
        }
        PGSimpleDataSource plain = (PGSimpleDataSource) clients.source("shop");
        plain.setUser("plain_watcher");
        plain.setPassword("plain");
        try (SessionWatch poor =
                        new SessionWatch(plain, "", QUICK, new Borrows(1), InstantSource.system());
                Connection own = plain.getConnection()) {
            clients.begin(own, "SELECT pg_sleep(60)");
            await(
                    "its own is listed",
                    () -> {
                        poor.collect();
                        return !poor.latest().longRunning().isEmpty();
                    });
            assertThat(poor.latest().abilities().missing())
                    .hasSize(2)
                    .anySatisfy(each -> assertThat(each).contains("GRANT pg_monitor TO"))
                    .anySatisfy(each -> assertThat(each).contains("GRANT pg_signal_backend TO"));
            assertThat(poor.latest().longRunning().getFirst().own()).isTrue();
        }
        assertThat(look().abilities().missing()).isEmpty();
    }

    @Test
    void aServerThatDoesNotAnswerShowsAndHealsAndIsNeverThrown() throws Exception {
        look();
        try (Connection superuser = clients.connect("admin")) {
            execute(
                    superuser,
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                            + " WHERE application_name = 'headroom-watch'"
                            + " AND datname = current_database()");
        }
        await(
                "the broken connection shows",
                () -> {
                    watch.collect();
                    return !watch.latest().reachable();
                });
        assertThat(watch.latest().away()).isTrue();
        assertThat(look().reachable()).isTrue();
    }

    @Test
    void theWatchDoesNotSeeItselfAndWritesNothing() throws SQLException {
        assertThat(look().sessions()).isEmpty();
        assertThat(look().abilities().application()).isEqualTo("shop");
        assertThat(look().abilities().serverVersion()).isGreaterThanOrEqualTo(130_000);
    }
}
