package io.headroom.lock;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.lock.LockAttempt.Busy;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class StrictLockIT extends LockSuite {

    private final TestDatabase database = TestServers.newDatabase();

    @AfterAll
    void drop() {
        database.close();
    }

    @Override
    Locks process() {
        return Locks.builder().database(database.dataSource()).build();
    }

    @Override
    Tier tier() {
        return Tier.STRICT;
    }

    @Override
    void forget(String name) throws SQLException {
        String sql =
                """
                SELECT pg_terminate_backend(l.pid)
                FROM pg_locks l, hashtextextended('headroom.lock:' || ?, 0) AS key
                WHERE l.locktype = 'advisory' AND l.objsubid = 1
                  AND l.classid::bigint = (key >> 32) & 4294967295
                  AND l.objid::bigint = key & 4294967295
                """;
        try (Connection connection = database.dataSource().getConnection();
                var statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            statement.execute();
        }
    }

    @Test
    void readersShareAndWritersDoNot() throws Exception {
        try (Locks here = process();
                Locks there = process()) {
            LockOptions atOnce = LockOptions.defaults().withWait(NOT_AT_ALL);
            Hold one = held(here.strict().tryReadLock("read", atOnce));
            Hold two = held(there.strict().tryReadLock("read", atOnce));
            assertThat(here.strict().tryLock("read", atOnce)).isInstanceOf(Busy.class);
            one.unlock();
            two.unlock();
            Hold writer = held(here.strict().tryLock("read", atOnce));
            assertThat(there.strict().tryReadLock("read", atOnce)).isInstanceOf(Busy.class);
            writer.unlock();
        }
    }

    @Test
    void aLockWithinATransactionEndsWithIt() throws Exception {
        try (Locks locks = process();
                Connection mine = database.dataSource().getConnection()) {
            mine.setAutoCommit(false);
            LockOptions atOnce = LockOptions.defaults().withWait(NOT_AT_ALL);
            assertThat(locks.strict().lockWithin(mine, "within", LockOptions.defaults())).isTrue();
            assertThat(locks.strict().tryLock("within", atOnce)).isInstanceOf(Busy.class);
            try (var row =
                    mine.createStatement().executeQuery("SELECT current_setting('lock_timeout')")) {
                row.next();
                assertThat(row.getString(1)).isEqualTo("0");
            }
            mine.rollback();
            held(locks.strict().tryLock("within", atOnce)).unlock();
        }
    }

    @Test
    void aSessionThatIsSilentForLongerThanItsLeaseCommitsNothing() throws Exception {
        try (Locks locks = process()) {
            assertThatThrownBy(() ->
                            locks.strict()
                                    .<Integer, InterruptedException>executeInTransaction(
                                            "silent",
                                            LockOptions.defaults()
                                                    .withLease(Duration.ofMillis(100)),
                                            transaction -> {
                                                Thread.sleep(600);
                                                return transaction
                                                        .createStatement()
                                                        .executeUpdate("CREATE TABLE never ()");
                                            }))
                    .isInstanceOf(SQLException.class);
        }
    }
}
