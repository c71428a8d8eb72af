package io.headroom.postgres.session;

import io.headroom.postgres.session.TerminationOutcome.Cancelled;
import io.headroom.postgres.session.TerminationOutcome.Gone;
import io.headroom.postgres.session.TerminationOutcome.Refused;
import io.headroom.postgres.session.TerminationOutcome.Terminated;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The one statement that judges a backend and signals it, so that nothing can change between the
/// two but in the microseconds of the server's own work.
///
/// Never signalled, whatever was asked: other processes than client backends (autovacuum,
/// replication, workers); the users of replication slots; whoever builds an index, vacuums,
/// clusters or analyses, by the server's progress views; whoever mentions such a command, COPY,
/// REFRESH or DDL in its statement; whoever holds a lock on a table that only such commands take,
/// as a migration in a transaction does whatever it runs at the moment. Words in comments and texts
/// count too: sparing too many is the safe side.
final class TerminationOrder {

    private static final String ORDER =
            """
            WITH /* headroom */ asked AS (
                SELECT ?::int AS pid, ?::timestamptz AS backend_start, ?::timestamptz AS xact_start,
                       ?::timestamptz AS query_start, ?::text AS state, ?::text AS application_name,
                       ?::text[] AS allowed, ?::float8 AS least_seconds, ?::boolean AS terminate),
            found AS MATERIALIZED (
                SELECT a.*, asked.allowed, asked.least_seconds, asked.terminate,
                       extract(epoch FROM clock_timestamp() -
                           CASE WHEN a.state = 'active' THEN a.query_start
                                ELSE a.state_change END) AS seconds
                FROM asked JOIN pg_stat_activity a ON a.pid = asked.pid
                WHERE a.pid <> pg_backend_pid()
                  AND a.backend_start = asked.backend_start
                  AND a.xact_start IS NOT DISTINCT FROM asked.xact_start
                  AND a.query_start IS NOT DISTINCT FROM asked.query_start
                  AND a.state = asked.state
                  AND a.application_name = asked.application_name),
            judged AS MATERIALIZED (
                SELECT pid, terminate, CASE
                    WHEN backend_type <> 'client backend' THEN 'it is no client'
                    WHEN application_name <> ALL (allowed) THEN
                        'sessions of the application "' || application_name ||
                        '" may not be ended: they are neither own nor allowed'
                    WHEN seconds < least_seconds THEN 'it has not lasted long enough'
                    WHEN query ~* ('\\m(create|alter|drop|truncate|reindex|refresh|cluster|vacuum'
                                   || '|analyze|analyse|copy|replication|migration)\\M')
                         OR query ~* '^\\s*do\\M' THEN
                        'its statement may be a migration, an index build, a refresh, a COPY or'
                        ' maintenance'
                    WHEN EXISTS (SELECT FROM pg_stat_progress_create_index p WHERE p.pid = found.pid)
                      OR EXISTS (SELECT FROM pg_stat_progress_vacuum p WHERE p.pid = found.pid)
                      OR EXISTS (SELECT FROM pg_stat_progress_cluster p WHERE p.pid = found.pid)
                      OR EXISTS (SELECT FROM pg_stat_progress_analyze p WHERE p.pid = found.pid)
                      THEN 'it builds an index or does maintenance'
                    WHEN EXISTS (SELECT FROM pg_replication_slots s WHERE s.active_pid = found.pid)
                      THEN 'it replicates'
                    WHEN EXISTS (SELECT FROM pg_locks l
                                 WHERE l.pid = found.pid AND l.locktype = 'relation' AND l.granted
                                   AND l.mode NOT IN ('AccessShareLock', 'RowShareLock',
                                                      'RowExclusiveLock', 'SIReadLock'))
                      THEN 'its transaction changed or locked a whole table, as migrations do'
                    ELSE '' END AS refusal
                FROM found)
            SELECT refusal, CASE WHEN refusal = '' THEN
                                CASE WHEN terminate THEN pg_terminate_backend(pid)
                                     ELSE pg_cancel_backend(pid) END
                            ELSE false END AS signalled
            FROM judged
            """;

    private TerminationOrder() {}

    static TerminationOutcome run(
            Connection connection,
            Session session,
            List<String> allowed,
            double leastSeconds,
            boolean terminate)
            throws SQLException {
        try (PreparedStatement order = connection.prepareStatement(ORDER)) {
            order.setInt(1, session.pid());
            order.setString(2, text(session.backendStart()));
            order.setString(3, text(session.transactionStart()));
            order.setString(4, text(session.statementStart()));
            order.setString(5, session.state());
            order.setString(6, session.application());
            order.setArray(7, connection.createArrayOf("text", allowed.toArray()));
            order.setDouble(8, leastSeconds);
            order.setBoolean(9, terminate);
            try (ResultSet row = order.executeQuery()) {
                if (!row.next()) {
                    return new Gone();
                }
                String refusal = row.getString("refusal");
                if (!refusal.isEmpty()) {
                    return new Refused(refusal);
                }
                if (!row.getBoolean("signalled")) {
                    return new Gone();
                }
                return terminate ? new Terminated() : new Cancelled();
            }
        }
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.toString();
    }
}
