package io.headroom.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.lock.LockAttempt.Acquired;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class GuardedLockIT extends LockSuite {

    private final TestDatabase database = TestServers.newDatabase();

    @AfterAll
    void drop() {
        database.close();
    }

    @Override
    Locks process() {
        return Locks.builder()
                .redis(RedisLockOptions.at(TestServers.redis().url()))
                .database(database.dataSource())
                .build();
    }

    @Override
    Tier tier() {
        return Tier.GUARDED;
    }

    @Override
    void forget(String name) {
        RedisKeys.delete(TestServers.redis(), "headroom:lock:{" + name + "}");
    }

    private static GuardedHold guarded(Locks locks, String name) throws InterruptedException {
        if (locks.guarded().tryLock(name, NOT_AT_ALL, LONG)
                instanceof Acquired<GuardedHold>(GuardedHold hold)) {
            return hold;
        }
        throw new AssertionError(name + " is not to be had");
    }

    @Test
    void theTransactionOfAHolderThatLostItsLockIsRefused() throws Exception {
        String name = "guard:" + System.nanoTime();
        try (Locks here = process();
                Locks there = process();
                Connection stale = database.dataSource().getConnection();
                Connection current = database.dataSource().getConnection()) {
            GuardedHold first = guarded(here, name);
            forget(name);
            GuardedHold second = guarded(there, name);
            assertThat(second.token()).isGreaterThan(first.token());
            second.guard(current);

            stale.setAutoCommit(false);
            assertThatThrownBy(() -> first.guard(stale))
                    .isInstanceOf(StaleHolderException.class)
                    .hasMessageContaining(name)
                    .hasMessageContaining(Long.toString(second.token()));
            stale.rollback();
            second.guard(current);
            second.unlock();
            assertThat(here.statistics().get(1).refused()).isEqualTo(1);
        }
    }

    @Test
    void theSameTokenOfAnotherOwnerIsRefused() throws Exception {
        String name = "twin:" + System.nanoTime();
        try (Locks here = process();
                Connection connection = database.dataSource().getConnection()) {
            GuardedHold hold = guarded(here, name);
            fence(connection, name, hold.token(), "another");
            assertThatThrownBy(() -> hold.guard(connection))
                    .isInstanceOf(StaleHolderException.class);
            hold.unlock();

            // Its place taught the process where the fence is.
            GuardedHold next = guarded(here, name);
            next.guard(connection);
            next.unlock();
        }
    }

    @Test
    void tokensGoOnBeyondTheFenceWhenRedisForgotThem() throws Exception {
        String name = "floor:" + System.nanoTime();
        long beyond = TimeUnit.MILLISECONDS.toMicros(System.currentTimeMillis()) * 2;
        try (Locks fresh = process();
                Connection connection = database.dataSource().getConnection()) {
            guarded(fresh, name + "'").unlock(); // makes the table
            fence(connection, name, beyond, "one before Redis lost its data");
            GuardedHold hold = (GuardedHold) held(fresh.guarded().tryLock(name, NOT_AT_ALL, LONG));
            assertThat(hold.token()).isGreaterThan(beyond);
            hold.guard(connection);
            hold.unlock();
        }
    }

    private static void fence(Connection connection, String name, long token, String owner)
            throws SQLException {
        String sql =
                """
                INSERT INTO headroom.headroom_lock_fence (name, token, owner, guarded_at)
                VALUES (?, ?, ?, now())
                """;
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            statement.setLong(2, token);
            statement.setString(3, owner);
            statement.executeUpdate();
        }
    }

    @Test
    void aTransactionUnderTheLockIsCommittedOrNot() throws Exception {
        String name = "tx:" + System.nanoTime();
        try (Locks locks = process();
                Connection connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS counted (n int)");
            int rows =
                    locks.guarded()
                            .<Integer, RuntimeException>executeInTransaction(
                                    name,
                                    LockOptions.defaults(),
                                    transaction ->
                                            transaction
                                                    .createStatement()
                                                    .executeUpdate(
                                                            "INSERT INTO counted VALUES (1)"));
            assertThat(rows).isEqualTo(1);
            assertThatThrownBy(() ->
                            locks.guarded()
                                    .executeInTransaction(
                                            name,
                                            LockOptions.defaults(),
                                            transaction -> {
                                                transaction
                                                        .createStatement()
                                                        .execute("INSERT INTO counted VALUES (2)");
                                                throw new java.io.IOException("no");
                                            }))
                    .isInstanceOf(java.io.IOException.class);
            try (var row = statement.executeQuery("SELECT array_agg(n)::text FROM counted")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("{1}");
            }
        }
    }

    @Test
    void fencesOfLongAgoAreForgotten() throws Exception {
        try (Locks locks = process();
                Connection connection = database.dataSource().getConnection()) {
            String name = "old:" + System.nanoTime();
            guarded(locks, name).unlock();
            fence(connection, name, 1, "one");
            assertThat(locks.guarded().forgetFences(1)).isZero();
            connection
                    .createStatement()
                    .execute(
                            "UPDATE headroom.headroom_lock_fence SET guarded_at = now() - interval '3 days' WHERE name = '"
                                    + name
                                    + "'");
            assertThat(locks.guarded().forgetFences(2)).isEqualTo(1);
        }
    }
}
