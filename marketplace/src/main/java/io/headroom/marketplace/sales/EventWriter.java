package io.headroom.marketplace.sales;

import io.headroom.marketplace.sales.EventBatch.Count;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Adds batches of counters to `item_event` and `item_daily`, each in one transaction and exactly
/// once: the transaction moves the node's sequence in `item_event_flush` and does nothing where
/// that has been done before.
final class EventWriter {

    private static final Logger LOG = LoggerFactory.getLogger(EventWriter.class);

    private static final String LIMITS =
            """
            SELECT set_config('statement_timeout', '10s', true),
                   set_config('lock_timeout', '5s', true)
            """;

    // Waits for a commit of the same batch that is still under way: its row is locked until then.
    private static final String CLAIM =
            """
            INSERT INTO item_event_flush AS f (node, sequence, flushed_at) VALUES (?, ?, ?)
            ON CONFLICT (node) DO UPDATE
            SET sequence = excluded.sequence, flushed_at = excluded.flushed_at
            WHERE f.sequence < excluded.sequence
            """;

    private static final String FORGET_OLD_RUNS =
            "DELETE FROM item_event_flush WHERE flushed_at < ?::timestamptz - interval '7 days'";

    // The lock that a foreign key would take anyway, taken before, so that no item can go between.
    private static final String KNOWN_ITEMS =
            "SELECT id FROM item WHERE id = ANY (?) ORDER BY id FOR KEY SHARE";

    private static final String ADD_EVENTS =
            """
            INSERT INTO item_event AS e (minute, item_id, type, quantity)
            SELECT to_timestamp(b.epoch_minute * 60), b.item_id, b.type, b.quantity
            FROM unnest(?::bigint[], ?::bigint[], ?::text[], ?::bigint[])
                 AS b (epoch_minute, item_id, type, quantity)
            ORDER BY 1, 2, 3
            ON CONFLICT (minute, item_id, type) DO UPDATE
            SET quantity = e.quantity + excluded.quantity
            """;

    private static final String ADD_DAYS =
            """
            INSERT INTO item_daily AS d (day, item_id, views, favorites, shares)
            SELECT (to_timestamp(b.epoch_minute * 60) AT TIME ZONE 'UTC')::date, b.item_id,
                   coalesce(sum(b.quantity) FILTER (WHERE b.type = 'view'), 0),
                   coalesce(sum(b.quantity) FILTER (WHERE b.type = 'favorite'), 0),
                   coalesce(sum(b.quantity) FILTER (WHERE b.type = 'share'), 0)
            FROM unnest(?::bigint[], ?::bigint[], ?::text[], ?::bigint[])
                 AS b (epoch_minute, item_id, type, quantity)
            GROUP BY 1, 2
            ORDER BY 1, 2
            ON CONFLICT (day, item_id) DO UPDATE
            SET views = d.views + excluded.views,
                favorites = d.favorites + excluded.favorites,
                shares = d.shares + excluded.shares
            """;

    private final DataSource dataSource;
    private final UUID node;
    private final InstantSource time;

    /// @param node this run of this node; never used by another
    EventWriter(DataSource dataSource, UUID node, InstantSource time) {
        this.dataSource = dataSource;
        this.node = node;
        this.time = time;
    }

    /// Writes the batch, unless that has been done.
    ///
    /// @return how many events were of items that the database does not know, and were dropped
    /// @throws SQLException when it is not known to be written; the same batch must be tried again
    long write(EventBatch batch) throws SQLException {
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(false);
            try {
                long dropped = writeInTransaction(connection, batch);
                connection.commit();
                return dropped;
            } catch (SQLException e) {
                rollBack(connection, e);
                throw e;
            } finally {
                restore(connection, autoCommit);
            }
        }
    }

    private long writeInTransaction(Connection connection, EventBatch batch) throws SQLException {
        try (var limits = connection.createStatement()) {
            limits.execute(LIMITS);
        }
        if (!claim(connection, batch.sequence())) {
            LOG.info("flush {} had been committed, its answer was lost", batch.sequence());
            return 0;
        }
        Set<Long> known = knownItems(connection, batch.counts());
        List<Count> counts =
                batch.counts().stream()
                        .filter(count -> known.contains(count.key().itemId()))
                        .toList();
        if (!counts.isEmpty()) {
            add(connection, ADD_EVENTS, counts);
            add(connection, ADD_DAYS, counts);
        }
        return batch.events() - counts.stream().mapToLong(Count::quantity).sum();
    }

    private boolean claim(Connection connection, long sequence) throws SQLException {
        Instant now = time.instant();
        if (sequence == 1) {
            try (var statement = connection.prepareStatement(FORGET_OLD_RUNS)) {
                statement.setObject(1, now.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
                statement.executeUpdate();
            }
        }
        try (var statement = connection.prepareStatement(CLAIM)) {
            statement.setObject(1, node);
            statement.setLong(2, sequence);
            statement.setObject(3, now.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
            return statement.executeUpdate() == 1;
        }
    }

    private static Set<Long> knownItems(Connection connection, List<Count> counts)
            throws SQLException {
        Set<Long> known = new HashSet<>();
        try (var statement = connection.prepareStatement(KNOWN_ITEMS)) {
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint",
                            counts.stream().map(c -> c.key().itemId()).distinct().toArray()));
            try (var rows = statement.executeQuery()) {
                while (rows.next()) {
                    known.add(rows.getLong(1));
                }
            }
        }
        return known;
    }

    private static void add(Connection connection, String sql, List<Count> counts)
            throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            array(
                    statement,
                    1,
                    "bigint",
                    counts.stream().map(c -> c.key().epochMinute()).toArray());
            array(statement, 2, "bigint", counts.stream().map(c -> c.key().itemId()).toArray());
            array(statement, 3, "text", counts.stream().map(c -> c.key().type().label()).toArray());
            array(statement, 4, "bigint", counts.stream().map(Count::quantity).toArray());
            statement.executeUpdate();
        }
    }

    private static void array(
            java.sql.PreparedStatement statement, int index, String type, Object[] values)
            throws SQLException {
        statement.setArray(index, statement.getConnection().createArrayOf(type, values));
    }

    private static void rollBack(Connection connection, SQLException cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    private static void restore(Connection connection, boolean autoCommit) {
        try {
            connection.setAutoCommit(autoCommit);
        } catch (SQLException e) {
            LOG.debug("the connection broke: {}", e.toString());
        }
    }
}
