package io.headroom.operations.alert.delivery;

import io.headroom.operations.alert.Alert.Acknowledgement;
import io.headroom.operations.alert.Alert.Silence;
import io.headroom.operations.alert.Words;
import io.headroom.operations.alert.Words.Word;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

/// What operators said.
final class WordTables {

    private static final String ACKNOWLEDGE =
            """
            INSERT INTO headroom_alert_acknowledgement (alert, given_by, note, given_at)
            SELECT ?, ?, ?, clock_timestamp() - ? * interval '1 millisecond'
            ON CONFLICT (alert) DO UPDATE
            SET given_by = excluded.given_by, note = excluded.note, given_at = excluded.given_at
            """;

    private static final String SILENCE =
            """
            INSERT INTO headroom_alert_silence (alert, given_by, reason, until_at)
            SELECT ?, ?, ?, clock_timestamp() + ? * interval '1 millisecond'
            ON CONFLICT (alert) DO UPDATE
            SET given_by = excluded.given_by, reason = excluded.reason, until_at = excluded.until_at
            """;

    private static final String HEAR = "DELETE FROM headroom_alert_silence WHERE alert = ?";

    /// An acknowledgement ends with its incident, or with what was pending.
    private static final String FORGET_ACKNOWLEDGEMENTS =
            """
            DELETE FROM headroom_alert_acknowledgement a
            WHERE NOT EXISTS (SELECT FROM headroom_alert_seen s WHERE s.alert = a.alert)
               OR EXISTS (SELECT FROM headroom_alert_incident i
                          WHERE i.alert = a.alert AND i.over_at >= a.given_at)
            """;

    private static final String FORGET_SILENCES =
            "DELETE FROM headroom_alert_silence WHERE until_at <= clock_timestamp()";

    private static final String ALL =
            """
            SELECT true AS silence, alert, given_by, reason AS text, until_at AS at FROM headroom_alert_silence
            WHERE until_at > clock_timestamp()
            UNION ALL
            SELECT false, alert, given_by, note, given_at FROM headroom_alert_acknowledgement
            """;

    private WordTables() {}

    static void take(Connection transaction, Word word, Instant now) throws SQLException {
        switch (word) {
            case Word.Acknowledged(String alert, Acknowledgement given) ->
                    Sql.update(
                            transaction,
                            ACKNOWLEDGE,
                            alert,
                            given.by(),
                            given.note(),
                            Math.max(0, Duration.between(given.at(), now).toMillis()));
            case Word.Silenced(String alert, Silence silence) ->
                    Sql.update(
                            transaction,
                            SILENCE,
                            alert,
                            silence.by(),
                            silence.reason(),
                            Math.max(0, Duration.between(now, silence.until()).toMillis()));
            case Word.Heard(String alert) -> Sql.update(transaction, HEAR, alert);
        }
    }

    static void forgetWhatIsOver(Connection transaction) throws SQLException {
        Sql.update(transaction, FORGET_ACKNOWLEDGEMENTS);
        Sql.update(transaction, FORGET_SILENCES);
    }

    static Words all(Connection connection) throws SQLException {
        Map<String, Acknowledgement> acknowledgements = new HashMap<>();
        Map<String, Silence> silences = new HashMap<>();
        Sql.query(
                connection,
                ALL,
                row -> {
                    String alert = row.getString("alert");
                    String by = row.getString("given_by");
                    String text = row.getString("text");
                    Instant at = row.getTimestamp("at").toInstant();
                    if (row.getBoolean("silence")) {
                        silences.put(alert, new Silence(by, text, at));
                    } else {
                        acknowledgements.put(alert, new Acknowledgement(by, text, at));
                    }
                    return alert;
                });
        return new Words(acknowledgements, silences);
    }
}
