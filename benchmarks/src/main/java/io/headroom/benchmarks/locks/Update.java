package io.headroom.benchmarks.locks;

import io.headroom.lock.GuardedHold;
import io.headroom.lock.Hold;
import io.headroom.lock.LockException;
import io.headroom.lock.LockOptions;
import io.headroom.lock.Locks;
import io.headroom.lock.RedisLockOptions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.redisson.Redisson;
import org.redisson.api.RFencedLock;
import org.redisson.api.RedissonClient;
import org.redisson.client.RedisException;
import org.redisson.config.Config;

/// A number in PostgreSQL is read under a lock and written plus one. As a process of its own it
/// waits for a word on its standard input between the two.
enum Update {
    HEADROOM_EFFICIENT {
        @Override
        void run(String redis, DataSource database, Pause pause) throws Exception {
            try (Locks locks = locks(redis, database);
                    Hold hold = locks.efficient().acquire(NAME, OPTIONS)) {
                int read = read(database);
                hold.ensureHeld();
                pause.pause();
                write(database, read + 1);
            }
        }
    },
    HEADROOM_GUARDED {
        @Override
        void run(String redis, DataSource database, Pause pause) throws Exception {
            try (Locks locks = locks(redis, database);
                    GuardedHold hold = locks.guarded().acquire(NAME, OPTIONS);
                    Connection connection = database.getConnection()) {
                connection.setAutoCommit(false);
                hold.guard(connection);
                int read = read(connection);
                connection.commit();
                hold.ensureHeld();
                pause.pause();
                hold.guard(connection);
                write(connection, read + 1);
                connection.commit();
            }
        }
    },
    HEADROOM_STRICT {
        @Override
        void run(String redis, DataSource database, Pause pause) throws Exception {
            try (Locks locks = locks(redis, database)) {
                var _ =
                        locks.strict()
                                .<Integer, Exception>executeInTransaction(
                                        NAME,
                                        OPTIONS,
                                        transaction -> {
                                            int read = read(transaction);
                                            pause.pause();
                                            write(transaction, read + 1);
                                            return read;
                                        });
            }
        }
    },
    REDISSON_FENCED_WITHOUT_GUARD {
        @Override
        void run(String redis, DataSource database, Pause pause) throws Exception {
            Config config = new Config();
            config.setLockWatchdogTimeout(OPTIONS.lease().toMillis());
            config.useSingleServer()
                    .setAddress(redis)
                    .setConnectionMinimumIdleSize(2)
                    .setConnectionPoolSize(4);
            RedissonClient client = Redisson.create(config);
            try {
                RFencedLock lock = client.getFencedLock(NAME);
                if (lock.tryLockAndGetToken(30, TimeUnit.SECONDS) == null) {
                    throw new IllegalStateException("not acquired");
                }
                int read = read(database);
                pause.pause();
                write(database, read + 1);
                unlock(lock);
            } finally {
                client.shutdown();
            }
        }
    };

    private static final String NAME = "account:7";
    private static final LockOptions OPTIONS =
            LockOptions.defaults()
                    .withLease(Duration.ofMillis(1_500))
                    .withWait(Duration.ofSeconds(30));

    /// What happens between read and write.
    @FunctionalInterface
    interface Pause {
        void pause() throws IOException;
    }

    abstract void run(String redis, DataSource database, Pause pause) throws Exception;

    /// Adds one and says how it ended.
    ///
    /// @param arguments the update, the Redis, JDBC URL, user and password
    public static void main(String[] arguments) throws Exception {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUrl(arguments[2]);
        database.setUser(arguments[3]);
        database.setPassword(arguments[4]);
        PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
        String said = "WROTE";
        try {
            valueOf(arguments[0])
                    .run(
                            arguments[1],
                            database,
                            () -> {
                                out.println("READ");
                                new BufferedReader(
                                                new InputStreamReader(
                                                        System.in, StandardCharsets.UTF_8))
                                        .readLine();
                            });
        } catch (SQLException | LockException e) {
            said = "REFUSED";
        }
        out.println(said);
        Runtime.getRuntime().halt(0); // whatever a client's threads still want
    }

    private static void unlock(RFencedLock lock) {
        try {
            lock.forceUnlock();
        } catch (RedisException itsServerIsGone) {
            // What was written stands.
        }
    }

    private static Locks locks(String redis, DataSource database) {
        return Locks.builder().redis(RedisLockOptions.at(redis)).database(database).build();
    }

    static int read(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return read(connection);
        }
    }

    static int read(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT n FROM account")) {
            row.next();
            return row.getInt(1);
        }
    }

    static void write(DataSource database, int number) throws SQLException {
        try (Connection connection = database.getConnection()) {
            write(connection, number);
        }
    }

    static void write(Connection connection, int number) throws SQLException {
        try (var statement = connection.prepareStatement("UPDATE account SET n = ?")) {
            statement.setInt(1, number);
            statement.executeUpdate();
        }
    }
}
