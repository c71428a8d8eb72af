package io.headroom.lock;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// A process that takes a lock, reads a number, waits for a word on its standard input, and writes
/// the number plus one, as an application would: between the look at its lock and the write there
/// is time.
final class LockHolder {

    static final Duration LEASE = Duration.ofSeconds(2);
    static final String NAME = "account:7";

    private LockHolder() {}

    /// Adds one and says how it ended.
    ///
    /// @param arguments tier, whether the clock stands still, user, password, JDBC URL, Redis URLs
    public static void main(String[] arguments) throws Exception {
        PGSimpleDataSource database = new PGSimpleDataSource();
        database.setUser(arguments[2]);
        database.setPassword(arguments[3]);
        database.setUrl(arguments[4]);
        boolean standsStill = Boolean.parseBoolean(arguments[1]);
        StoppableClock clock = new StoppableClock();
        String[] redis = List.of(arguments).subList(5, arguments.length).toArray(String[]::new);
        try (Locks locks =
                Locks.builder()
                        .redis(RedisLockOptions.at(redis))
                        .database(database)
                        .nanoTime(clock)
                        .build()) {
            Tier tier = Tier.valueOf(arguments[0]);
            AtomicBoolean hasRead = new AtomicBoolean();
            Pause pause =
                    () -> {
                        hasRead.set(true);
                        if (standsStill) {
                            clock.stop();
                        }
                        out().println("READ");
                        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))
                                .readLine();
                    };
            String said = "";
            // On a busy machine a lease can end, or Redis seem away, before the fault is there:
            // nothing was read yet, and it begins anew.
            while (!hasRead.get()) {
                try {
                    said = add(locks, tier, database, pause);
                } catch (SQLException | LockException e) {
                    said = "REFUSED " + e.getClass().getSimpleName() + ": " + e.getMessage();
                }
            }
            out().println(said);
        }
    }

    /// Runs until it is stopped: what waits and tries again by it must come to its end before.
    private static final class StoppableClock implements LongSupplier {

        private volatile LongSupplier time = System::nanoTime;

        void stop() {
            long now = System.nanoTime();
            time = () -> now;
        }

        @Override
        public long getAsLong() {
            return time.getAsLong();
        }
    }

    private static PrintStream out() {
        return new PrintStream(System.out, true, StandardCharsets.UTF_8);
    }

    interface Pause {
        void pause() throws IOException;
    }

    /// Adds one under the lock.
    static String add(Locks locks, Tier tier, DataSource database, Pause pause)
            throws SQLException, InterruptedException, IOException {
        LockOptions options =
                LockOptions.defaults().withLease(LEASE).withWait(Duration.ofSeconds(15));
        switch (tier) {
            case EFFICIENT -> {
                try (Hold hold = locks.efficient().acquire(NAME, options)) {
                    int read = read(database);
                    hold.ensureHeld();
                    pause.pause();
                    write(database, read + 1);
                }
            }
            case GUARDED -> {
                try (GuardedHold hold = locks.guarded().acquire(NAME, options)) {
                    int read = guarded(database, hold, LockHolder::read);
                    hold.ensureHeld();
                    pause.pause();
                    guarded(
                            database,
                            hold,
                            transaction -> {
                                write(transaction, read + 1);
                                return read;
                            });
                }
            }
            case STRICT ->
                    locks.strict()
                            .<Integer, IOException>executeInTransaction(
                                    NAME,
                                    options,
                                    transaction -> {
                                        int read = read(transaction);
                                        pause.pause();
                                        write(transaction, read + 1);
                                        return read;
                                    });
        }
        return "WROTE";
    }

    private static int guarded(
            DataSource database, GuardedHold hold, TransactionCall<Integer, RuntimeException> call)
            throws SQLException {
        try (Connection connection = database.getConnection()) {
            return Transactions.run(
                    connection,
                    transaction -> {
                        hold.guard(transaction);
                        return call.call(transaction);
                    });
        }
    }

    static int read(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection()) {
            return read(connection);
        }
    }

    private static int read(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var row = statement.executeQuery("SELECT n FROM account")) {
            row.next();
            return row.getInt(1);
        }
    }

    private static void write(DataSource database, int number) throws SQLException {
        try (Connection connection = database.getConnection()) {
            write(connection, number);
        }
    }

    private static void write(Connection connection, int number) throws SQLException {
        try (var statement = connection.prepareStatement("UPDATE account SET n = ?")) {
            statement.setInt(1, number);
            statement.executeUpdate();
        }
    }
}
