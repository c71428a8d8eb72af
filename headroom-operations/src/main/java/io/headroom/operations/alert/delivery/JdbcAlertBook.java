package io.headroom.operations.alert.delivery;

import io.headroom.operations.alert.Words;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;

/// Alerts in PostgreSQL, in the tables of the file `headroom_alerts.sql` beside the classes.
///
/// A round is one transaction under the lock of one row, so that nodes take turns; while nothing is
/// pending, fires or is to be told anywhere, and no operator has said anything, it is two small
/// statements that lock nothing. Ages are told and the database's clock places them: nodes' clocks
/// do not matter.
public final class JdbcAlertBook implements AlertBook {

    /// More changes than this are not listed in a message, but counted.
    static final int MOST_LISTED = 50;

    /// Longer than any of the time-outs below.
    private static final int TIME_OUT_MILLIS = 5_000;

    private static final String TIME_OUTS =
            "SET LOCAL lock_timeout = '2s'; SET LOCAL statement_timeout = '4s'";

    private static final String IS_THERE = "SELECT to_regclass('headroom_alert_pace') IS NOT NULL";

    private static final String IS_BUSY =
            """
            SELECT EXISTS (SELECT FROM headroom_alert_seen)
                OR EXISTS (SELECT FROM headroom_alert_incident WHERE over_told_at IS NULL)
            """;

    /// Takes the row's lock, and forgets what left more than a minute ago.
    private static final String TURN =
            """
            UPDATE headroom_alert_pace
            SET sent = ARRAY (SELECT t FROM unnest(sent) AS t WHERE t > clock_timestamp() - interval '1 minute')
            RETURNING cardinality(sent)
            """;

    private static final String SENT =
            "UPDATE headroom_alert_pace SET sent = sent || array_fill(clock_timestamp(), ARRAY[?::integer])";

    private final DataSource source;
    private final AlertRoutes routes;
    private final AlertQueue queue;
    private final InstantSource clock;
    private volatile boolean isThere;

    /// @param source of the service's own PostgreSQL
    /// @param queue where messages wait; in the same database, or none
    /// @param clock for the time that stands in messages
    public JdbcAlertBook(
            DataSource source, AlertRoutes routes, AlertQueue queue, InstantSource clock) {
        this.source = source;
        this.routes = routes;
        this.queue = queue;
        this.clock = clock;
    }

    private interface Work<T> {
        T in(Connection connection) throws SQLException;
    }

    /// An answer that does not come within the time-out breaks the connection.
    private <T> T connected(Work<T> work) throws SQLException {
        try (Connection connection = source.getConnection()) {
            int before = connection.getNetworkTimeout();
            connection.setNetworkTimeout(Runnable::run, TIME_OUT_MILLIS);
            refuseWithoutTables(connection);
            T result = work.in(connection);
            connection.setNetworkTimeout(Runnable::run, before);
            return result;
        }
    }

    @Override
    public Standing round(Report report) throws SQLException {
        return connected(connection -> {
            boolean busy =
                    !report.isEmpty()
                            || Sql.query(connection, IS_BUSY, row -> row.getBoolean(1)).getFirst();
            return busy
                    ? turn(connection, report)
                    : new Standing(List.of(), Set.of(), WordTables.all(connection), 0);
        });
    }

    private Standing turn(Connection connection, Report report) throws SQLException {
        Set<String> channels = new HashSet<>();
        connection.setAutoCommit(false);
        try {
            Standing standing = turn(connection, report, channels);
            connection.commit();
            if (!channels.isEmpty()) {
                queue.committed(channels);
            }
            return standing;
        } catch (SQLException | RuntimeException e) {
            rollBack(connection, e);
            throw e;
        } finally {
            if (!connection.isClosed()) {
                connection.setAutoCommit(true);
            }
        }
    }

    private void refuseWithoutTables(Connection connection) throws SQLException {
        if (!isThere) {
            isThere = Sql.query(connection, IS_THERE, row -> row.getBoolean(1)).getFirst();
        }
        if (!isThere) {
            throw new SQLException(
                    "the tables of headroom_alerts.sql are not there: add the file to the service's migrations");
        }
    }

    private static void rollBack(Connection connection, Exception cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private Standing turn(Connection transaction, Report report, Set<String> channels)
            throws SQLException {
        try (Statement statement = transaction.createStatement()) {
            statement.execute(TIME_OUTS);
        }
        int sent = Sql.query(transaction, TURN, row -> row.getInt(1)).getFirst();
        IncidentTable.take(transaction, report);
        for (Words.Word word : report.words()) {
            WordTables.take(transaction, word, report.at());
        }
        int waiting = tell(transaction, routes.messagesPerMinute() - sent, channels);
        WordTables.forgetWhatIsOver(transaction);
        return new Standing(
                IncidentTable.standing(transaction),
                Set.copyOf(IncidentTable.seen(transaction)),
                WordTables.all(transaction),
                waiting);
    }

    /// @param room how many messages may leave now
    /// @param channels takes those that something was put into the queue for
    /// @return how many changes wait
    private int tell(Connection transaction, int room, Set<String> channels) throws SQLException {
        List<AlertNotice> due = new ArrayList<>(IncidentTable.due(transaction));
        List<AlertNotice> unheard =
                due.stream().filter(notice -> routes.of(notice.priority()).isEmpty()).toList();
        if (!unheard.isEmpty()) {
            IncidentTable.told(transaction, unheard);
            due.removeAll(unheard);
        }
        List<List<AlertNotice>> groups = AlertRoutes.paced(due, room);
        Instant now = clock.instant();
        int told = 0;
        for (List<AlertNotice> group : groups) {
            for (String channel : routes.all()) {
                List<AlertNotice> heard = routes.heardBy(channel, group);
                if (!heard.isEmpty()) {
                    queue.enqueue(transaction, channel, message(heard, now));
                    channels.add(channel);
                }
            }
            IncidentTable.told(transaction, group);
            told += group.size();
        }
        if (!groups.isEmpty()) {
            Sql.update(transaction, SENT, groups.size());
        }
        return due.size() - told;
    }

    private AlertMessage message(List<AlertNotice> heard, Instant now) {
        List<AlertNotice> listed = heard.subList(0, Math.min(MOST_LISTED, heard.size()));
        return new AlertMessage(
                MessageKey.of(heard),
                routes.service(),
                routes.runbooks(),
                now,
                listed,
                heard.size() - listed.size());
    }

    @Override
    public List<Long> wanted(List<Long> incidents) throws SQLException {
        return connected(connection -> IncidentTable.wanted(connection, incidents));
    }
}
