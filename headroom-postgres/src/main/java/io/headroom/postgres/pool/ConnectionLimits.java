package io.headroom.postgres.pool;

import com.zaxxer.hikari.HikariConfig;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;

/// What the server enforces on each of the pool's connections, whatever becomes of this process. A
/// limit of 0 leaves the server's own setting. See the PostgreSQL manual, chapter "Client
/// Connection Defaults".
///
/// @param statementTimeout the longest statement: `statement_timeout`
/// @param lockTimeout the longest wait for one lock: `lock_timeout`
/// @param idleInTransactionTimeout how long a transaction may wait for its client before the server
///   ends the session: `idle_in_transaction_session_timeout`
/// @param transactionTimeout the longest transaction: `transaction_timeout`, from PostgreSQL 17;
///   left out before
/// @param applicationName what sessions are called that the driver gave no name: letters of ASCII,
///   at most 63; empty to leave them nameless
public record ConnectionLimits(
        Duration statementTimeout,
        Duration lockTimeout,
        Duration idleInTransactionTimeout,
        Duration transactionTimeout,
        String applicationName) {

    public ConnectionLimits {
        requireNotNegative("statementTimeout", statementTimeout);
        requireNotNegative("lockTimeout", lockTimeout);
        requireNotNegative("idleInTransactionTimeout", idleInTransactionTimeout);
        requireNotNegative("transactionTimeout", transactionTimeout);
        if (applicationName.length() > 63
                || applicationName.chars().anyMatch(c -> c < ' ' || c > '~')) {
            throw new IllegalArgumentException(
                    "applicationName must be at most 63 printable letters of ASCII, but is '"
                            + applicationName
                            + "'");
        }
    }

    private static void requireNotNegative(String property, Duration value) {
        if (value.isNegative() || value.compareTo(Duration.ofDays(20)) > 0) {
            throw new IllegalArgumentException(
                    property + " must be from 0 to 20 days, but is " + value);
        }
    }

    /// The server's own settings, and this name.
    public static ConnectionLimits named(String applicationName) {
        return new ConnectionLimits(
                Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, applicationName);
    }

    /// Lets the pool set them on each connection it makes, after the statement that it was
    /// configured with. A pool that has started already is left as it is.
    public void applyTo(HikariConfig pool) {
        String own = sql();
        if (own.isEmpty()) {
            return;
        }
        String before = pool.getConnectionInitSql();
        pool.setConnectionInitSql(before == null || before.isBlank() ? own : before + "; " + own);
        // What is set in a transaction that is rolled back is lost.
        pool.setIsolateInternalQueries(true);
    }

    /// One statement; a setting that the server does not know is left out.
    String sql() {
        Map<String, Duration> limits = new LinkedHashMap<>();
        limits.put("statement_timeout", statementTimeout);
        limits.put("lock_timeout", lockTimeout);
        limits.put("idle_in_transaction_session_timeout", idleInTransactionTimeout);
        limits.put("transaction_timeout", transactionTimeout);
        String values =
                limits.entrySet().stream()
                        .filter(limit -> !limit.getValue().isZero())
                        .map(limit ->
                                "('%s', '%dms')"
                                        .formatted(limit.getKey(), limit.getValue().toMillis()))
                        .collect(Collectors.joining(", "));
        if (!applicationName.isEmpty()) {
            String name = "('application_name', '" + applicationName.replace("'", "''") + "')";
            values = values.isEmpty() ? name : values + ", " + name;
        }
        return values.isEmpty()
                ? ""
                : "SELECT /* headroom */ set_config(name, wanted, false) FROM (VALUES "
                        + values
                        + ") AS limits (name, wanted) WHERE current_setting(name, true) IS NOT NULL"
                        + " AND (name <> 'application_name'"
                        + " OR current_setting(name) IN ('', 'PostgreSQL JDBC Driver'))";
    }
}
