package io.headroom.postgres.session;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The questions of one look. They are prepared, so that the driver lets the server plan them once.
final class Activity {

    /// All but plainly idle sessions, and whoever blocks one. `pg_blocking_pids` takes the lock
    /// manager's locks, so it is asked only for who waits for a lock.
    private static final String SESSIONS =
            """
            WITH /* headroom */ activity AS MATERIALIZED (
                SELECT a.*, CASE WHEN a.wait_event_type = 'Lock' THEN pg_blocking_pids(a.pid)
                                 ELSE '{}'::int[] END AS blockers,
                       clock_timestamp() AS now
                FROM pg_stat_activity a
                WHERE a.pid <> pg_backend_pid())
            SELECT pid, backend_start, xact_start, query_start,
                   coalesce(usename::text, '') AS usename,
                   coalesce(application_name, '') AS application_name,
                   coalesce(client_addr::text, '') AS client_addr,
                   coalesce(backend_type, '') AS backend_type,
                   coalesce(state, '') AS state,
                   coalesce(wait_event_type || ': ' || wait_event, '') AS wait_event,
                   left(coalesce(query, ''), 1024) AS query,
                   coalesce(extract(epoch FROM now - query_start), 0) AS statement_seconds,
                   coalesce(extract(epoch FROM now - state_change), 0) AS state_seconds,
                   coalesce(extract(epoch FROM now - xact_start), 0) AS transaction_seconds,
                   blockers
            FROM activity
            WHERE (datname = current_database() AND state <> 'idle')
               OR cardinality(blockers) > 0
               OR pid IN (SELECT unnest(blockers) FROM activity)
            ORDER BY pid
            """;

    /// Who waits for the end of a transaction holds the lock of the row's tuple meanwhile, which
    /// tells the table. `waitstart` is new in PostgreSQL 14, hence the way round by JSON.
    private static final String WAITS =
            """
            WITH /* headroom */ held AS MATERIALIZED (SELECT * FROM pg_locks),
                 waits AS (
                     SELECT w.pid, w.locktype, w.mode, a.query_start,
                            (to_jsonb(w) ->> 'waitstart')::timestamptz AS since,
                            coalesce(w.relation, (SELECT t.relation FROM held t
                                                  WHERE t.pid = w.pid AND t.locktype = 'tuple'
                                                  LIMIT 1)) AS relation
                     FROM held w JOIN pg_stat_activity a ON a.pid = w.pid
                     WHERE NOT w.granted)
            SELECT w.pid, w.locktype, w.mode,
                   coalesce(n.nspname || '.' || c.relname, '') AS relation,
                   coalesce(extract(epoch FROM
                       clock_timestamp() - coalesce(w.since, w.query_start)), 0) AS seconds
            FROM waits w
            LEFT JOIN pg_class c ON c.oid = w.relation
            LEFT JOIN pg_namespace n ON n.oid = c.relnamespace
            ORDER BY seconds DESC
            """;

    private static final String DEADLOCKS =
            "SELECT /* headroom */ deadlocks FROM pg_stat_database WHERE datname = current_database()";

    private Activity() {}

    /// By process, in its order.
    static Map<Integer, Session> sessions(Connection connection, String ownApplication)
            throws SQLException {
        Map<Integer, Session> sessions = new LinkedHashMap<>();
        try (PreparedStatement statement = connection.prepareStatement(SESSIONS);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                Session session = session(row, ownApplication);
                sessions.put(session.pid(), session);
            }
        }
        return sessions;
    }

    private static Session session(ResultSet row, String ownApplication) throws SQLException {
        int pid = row.getInt("pid");
        Instant backendStart = instant(row, "backend_start");
        Instant transactionStart = instant(row, "xact_start");
        Instant statementStart = instant(row, "query_start");
        String application = row.getString("application_name");
        return new Session(
                "%d-%s-%s-%s"
                        .formatted(
                                pid,
                                micros(backendStart),
                                micros(transactionStart),
                                micros(statementStart)),
                pid,
                backendStart,
                transactionStart,
                statementStart,
                row.getString("usename"),
                application,
                row.getString("client_addr"),
                row.getString("backend_type"),
                row.getString("state"),
                row.getString("wait_event"),
                row.getString("query"),
                row.getDouble("statement_seconds"),
                row.getDouble("state_seconds"),
                row.getDouble("transaction_seconds"),
                pids(row.getArray("blockers")),
                !ownApplication.isEmpty() && ownApplication.equals(application));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        Timestamp value = row.getTimestamp(column);
        return value == null ? null : value.toInstant();
    }

    private static String micros(@Nullable Instant instant) {
        return instant == null
                ? "0"
                : Long.toString(
                        instant.getEpochSecond() * 1_000_000 + instant.getNano() / 1_000, 36);
    }

    private static List<Integer> pids(Array array) throws SQLException {
        return Arrays.stream((Object[]) array.getArray())
                .map(Integer.class::cast)
                .distinct()
                .toList();
    }

    static List<LockWait> waits(Connection connection) throws SQLException {
        List<LockWait> waits = new ArrayList<>();
        try (PreparedStatement statement = connection.prepareStatement(WAITS);
                ResultSet row = statement.executeQuery()) {
            while (row.next()) {
                waits.add(
                        new LockWait(
                                row.getInt("pid"),
                                row.getString("relation"),
                                row.getString("locktype"),
                                row.getString("mode"),
                                row.getDouble("seconds")));
            }
        }
        return waits;
    }

    /// How many the server resolved in this database since its statistics were reset.
    static long deadlocks(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(DEADLOCKS);
                ResultSet row = statement.executeQuery()) {
            return row.next() ? row.getLong(1) : 0;
        }
    }
}
