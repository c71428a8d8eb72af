package io.headroom.lock;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;

/// PostgreSQL's advisory lock of a name, held by a transaction (PostgreSQL manual, 13.3.5).
/// Advisory locks are known by one 64-bit number for all their uses; the prefix keeps ours apart.
/// Two names with the same number exclude each other.
final class AdvisoryLock {

    private static final String KEY = "hashtextextended('headroom.lock:' || ?, 0)";
    private static final String LOCK_NOT_AVAILABLE = "55P03";

    private AdvisoryLock() {}

    enum Mode {
        EXCLUSIVE(""),
        SHARED("_shared");

        private final String suffix;

        Mode(String suffix) {
            this.suffix = suffix;
        }
    }

    /// Takes the lock in the connection's transaction.
    ///
    /// @param silence after what time without a statement the server ends the session
    /// @return false when others hold it; the transaction is then of no use any more
    static boolean take(
            Connection transaction, String name, Mode mode, Duration wait, Duration silence)
            throws SQLException {
        String before = announce(transaction, wait, silence);
        return wait.isPositive()
                ? await(transaction, name, mode, before)
                : ask(transaction, name, mode);
    }

    /// The time-out of waits for locks that was set before.
    private static String announce(Connection transaction, Duration wait, Duration silence)
            throws SQLException {
        String sql =
                """
                SELECT current_setting('lock_timeout'),
                       set_config('lock_timeout', CASE ? WHEN '0' THEN current_setting('lock_timeout') ELSE ? END, true),
                       set_config('idle_in_transaction_session_timeout', ?, true)
                """;
        try (var statement = transaction.prepareStatement(sql)) {
            String millis = Long.toString(wait.isPositive() ? Math.max(1, wait.toMillis()) : 0);
            statement.setString(1, millis);
            statement.setString(2, millis);
            statement.setString(3, Long.toString(silence.toMillis()));
            try (var row = statement.executeQuery()) {
                row.next();
                return row.getString(1);
            }
        }
    }

    private static boolean ask(Connection transaction, String name, Mode mode) throws SQLException {
        String sql = "SELECT pg_try_advisory_xact_lock" + mode.suffix + "(" + KEY + ")";
        try (var statement = transaction.prepareStatement(sql)) {
            statement.setString(1, name);
            try (var row = statement.executeQuery()) {
                return row.next() && row.getBoolean(1);
            }
        }
    }

    private static boolean await(Connection transaction, String name, Mode mode, String before)
            throws SQLException {
        String sql =
                "SELECT pg_advisory_xact_lock"
                        + mode.suffix
                        + "("
                        + KEY
                        + "), set_config('lock_timeout', ?, true)";
        try (var statement = transaction.prepareStatement(sql)) {
            statement.setString(1, name);
            statement.setString(2, before);
            try (var row = statement.executeQuery()) {
                return row.next();
            }
        } catch (SQLException e) {
            if (LOCK_NOT_AVAILABLE.equals(e.getSQLState())) {
                return false;
            }
            throw e;
        }
    }

    /// A sign of life, with another time that the session may be silent.
    static void extend(Connection transaction, Duration silence) throws SQLException {
        String sql = "SELECT set_config('idle_in_transaction_session_timeout', ?, true)";
        try (var statement = transaction.prepareStatement(sql)) {
            statement.setString(1, Long.toString(silence.toMillis()));
            statement.executeQuery().close();
        }
    }
}
