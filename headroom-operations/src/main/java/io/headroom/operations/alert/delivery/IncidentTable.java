package io.headroom.operations.alert.delivery;

import io.headroom.operations.alert.Priority;
import io.headroom.operations.alert.delivery.AlertNotice.Change;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// Where alerts are seen, and the incidents that come of it. Every method belongs to a transaction
/// that holds the row of `headroom_alert_pace`.
final class IncidentTable {

    /// As they are numbered in the table.
    private static final List<Priority> PRIORITIES =
            List.of(Priority.HIGH, Priority.MEDIUM, Priority.LOW);

    private static final String SEE =
            """
            INSERT INTO headroom_alert_seen AS s (alert, node, firing, keep_millis)
            SELECT alert, ?, firing, keep FROM unnest(?::text[], ?::boolean[], ?::bigint[]) AS a(alert, firing, keep)
            ON CONFLICT (alert, node) DO UPDATE
            -- A node that began anew sees as pending what fires: it goes on.
            SET firing = s.firing OR excluded.firing, keep_millis = excluded.keep_millis, seen_at = clock_timestamp()
            """;

    private static final String SEE_NO_MORE =
            "DELETE FROM headroom_alert_seen WHERE node = ? AND alert = ANY (?::text[])";

    private static final String FORGET_VANISHED =
            """
            DELETE FROM headroom_alert_seen
            WHERE seen_at < clock_timestamp() - keep_millis * interval '1 millisecond'
            """;

    /// What fires and is known already.
    private static final String REFRESH =
            """
            UPDATE headroom_alert_incident i SET why = a.why
            FROM unnest(?::text[], ?::text[]) AS a(alert, why)
            WHERE i.alert = a.alert AND i.over_at IS NULL AND i.why <> a.why
            """;

    /// What fires and is not known, and what began and was over while the database was away, unless
    /// another node told of it. The lock keeps others from doing the same.
    private static final String ENTER =
            """
            INSERT INTO headroom_alert_incident
                (alert, name, subject, priority, summary, why, node, since, fired_at, over_at)
            SELECT alert, name, subject, priority, summary, why, ?,
                   clock_timestamp() - since * interval '1 millisecond',
                   clock_timestamp() - fired * interval '1 millisecond',
                   CASE WHEN ended >= 0 THEN clock_timestamp() - ended * interval '1 millisecond' END
            FROM unnest(?::text[], ?::text[], ?::text[], ?::integer[], ?::text[], ?::text[], ?::bigint[], ?::bigint[],
                        ?::bigint[]) AS a(alert, name, subject, priority, summary, why, since, fired, ended)
            WHERE NOT EXISTS (
                SELECT FROM headroom_alert_incident i
                WHERE i.alert = a.alert
                  AND (i.over_at IS NULL
                       OR ended >= 0 AND i.over_at >= clock_timestamp() - a.fired * interval '1 millisecond'))
            """;

    private static final String CLOSE =
            """
            UPDATE headroom_alert_incident i SET over_at = clock_timestamp()
            WHERE over_at IS NULL
              AND NOT EXISTS (SELECT FROM headroom_alert_seen s WHERE s.alert = i.alert AND s.firing)
            """;

    private static final String SILENCED =
            """
            EXISTS (SELECT FROM headroom_alert_silence s
                    WHERE s.alert IN (i.alert, i.name) AND s.until_at > clock_timestamp())
            """;

    private static final String ACKNOWLEDGED =
            "EXISTS (SELECT FROM headroom_alert_acknowledgement a WHERE a.alert = i.alert)";

    /// Of its end hears who heard of its beginning, but in a silence.
    private static final String KEEP_QUIET =
            """
            UPDATE headroom_alert_incident i SET over_told_at = clock_timestamp()
            WHERE over_at IS NOT NULL AND over_told_at IS NULL
              AND (%s OR told_at IS NULL AND %s)
            """
                    .formatted(SILENCED, ACKNOWLEDGED);

    private static final String DUE =
            """
            SELECT * FROM headroom_alert_incident i
            WHERE over_told_at IS NULL
              AND (over_at IS NOT NULL OR told_at IS NULL AND NOT %s AND NOT %s)
            ORDER BY priority, fired_at, id
            """
                    .formatted(SILENCED, ACKNOWLEDGED);

    private static final String TELL =
            """
            UPDATE headroom_alert_incident
            SET told_at = coalesce(told_at, clock_timestamp()),
                over_told_at = CASE WHEN over_at IS NULL THEN NULL ELSE clock_timestamp() END
            WHERE id = ANY (?::bigint[])
            """;

    private static final String WANTED =
            """
            SELECT id FROM headroom_alert_incident i
            WHERE id = ANY (?::bigint[]) AND over_at IS NULL AND NOT %s AND NOT %s
            """
                    .formatted(SILENCED, ACKNOWLEDGED);

    private static final String FORGET =
            "DELETE FROM headroom_alert_incident WHERE over_told_at < clock_timestamp() - interval '30 days'";

    private static final String STANDING =
            """
            SELECT i.id, i.alert, i.priority, i.fired_at, i.told_at IS NOT NULL AS told,
                   ARRAY (SELECT s.node FROM headroom_alert_seen s WHERE s.alert = i.alert ORDER BY s.node) AS nodes
            FROM headroom_alert_incident i
            WHERE i.over_at IS NULL
            ORDER BY i.priority, i.fired_at, i.id
            """;

    private IncidentTable() {}

    /// Takes what a node sees, and ends incidents that nobody sees any more.
    static void take(Connection transaction, Report report) throws SQLException {
        List<Sighting> active = report.active();
        if (!active.isEmpty()) {
            Sql.update(
                    transaction,
                    SEE,
                    report.node(),
                    each(active, Sighting::id),
                    each(active, Sighting::fires),
                    each(active, Sighting::keepMillis));
            List<Sighting> firing = active.stream().filter(Sighting::fires).toList();
            Sql.update(
                    transaction, REFRESH, each(firing, Sighting::id), each(firing, Sighting::why));
            enter(transaction, report, firing);
        }
        if (!report.over().isEmpty()) {
            enter(transaction, report, report.over());
            Sql.update(transaction, SEE_NO_MORE, report.node(), gone(report));
        }
        Sql.update(transaction, FORGET_VANISHED);
        Sql.update(transaction, CLOSE);
        Sql.update(transaction, FORGET);
    }

    /// What is over, and has not begun again.
    private static List<String> gone(Report report) {
        List<String> still = each(report.active(), Sighting::id);
        return report.over().stream().map(Sighting::id).filter(id -> !still.contains(id)).toList();
    }

    private static void enter(Connection transaction, Report report, List<Sighting> sightings)
            throws SQLException {
        if (!sightings.isEmpty()) {
            Sql.update(
                    transaction,
                    ENTER,
                    report.node(),
                    each(sightings, Sighting::id),
                    each(sightings, s -> s.alert().rule().name()),
                    each(sightings, s -> s.alert().rule().subject()),
                    each(sightings, s -> PRIORITIES.indexOf(s.alert().rule().priority())),
                    each(sightings, s -> s.alert().rule().summary()),
                    each(sightings, Sighting::why),
                    each(sightings, s -> s.sinceMillis(report.at())),
                    each(sightings, s -> s.firedMillis(report.at())),
                    each(sightings, s -> s.overMillis(report.at())));
        }
    }

    private static <T> List<T> each(List<Sighting> sightings, Function<Sighting, T> value) {
        return sightings.stream().map(value).toList();
    }

    /// What is to be told, the most urgent first.
    static List<AlertNotice> due(Connection transaction) throws SQLException {
        Sql.update(transaction, KEEP_QUIET);
        return Sql.query(transaction, DUE, IncidentTable::notice);
    }

    private static AlertNotice notice(ResultSet row) throws SQLException {
        Timestamp over = row.getTimestamp("over_at");
        return new AlertNotice(
                row.getLong("id"),
                over == null ? Change.FIRES : Change.RESOLVED,
                row.getString("alert"),
                row.getString("name"),
                row.getString("subject"),
                priority(row),
                row.getString("summary"),
                row.getString("why"),
                instant(row.getTimestamp("since")),
                instant(row.getTimestamp("fired_at")),
                instant(over),
                row.getString("node"));
    }

    private static Priority priority(ResultSet row) throws SQLException {
        return PRIORITIES.get(row.getInt("priority"));
    }

    private static Instant instant(@Nullable Timestamp at) {
        return at == null ? Instant.EPOCH : at.toInstant();
    }

    static void told(Connection transaction, List<AlertNotice> notices) throws SQLException {
        Sql.update(transaction, TELL, notices.stream().map(AlertNotice::incident).toList());
    }

    /// Those that still fire, and that nobody looks after or wants not to hear of.
    static List<Long> wanted(Connection connection, List<Long> incidents) throws SQLException {
        return Sql.query(connection, WANTED, row -> row.getLong(1), incidents);
    }

    static List<Incident> standing(Connection connection) throws SQLException {
        return Sql.query(
                connection,
                STANDING,
                row ->
                        new Incident(
                                row.getLong("id"),
                                row.getString("alert"),
                                priority(row),
                                instant(row.getTimestamp("fired_at")),
                                row.getBoolean("told"),
                                Arrays.asList((String[]) row.getArray("nodes").getArray())));
    }

    static List<String> seen(Connection connection) throws SQLException {
        return Sql.query(
                connection,
                "SELECT DISTINCT alert FROM headroom_alert_seen",
                row -> row.getString(1));
    }
}
