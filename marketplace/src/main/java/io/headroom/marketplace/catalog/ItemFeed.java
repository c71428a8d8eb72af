package io.headroom.marketplace.catalog;

import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// Hands the catalogue to those who keep a copy of it, whole and then change by change.
///
/// Every row carries the number of the transaction that wrote it last. A follower reads all rows
/// from its position up to the oldest transaction that is still running (`pg_snapshot_xmin`), which
/// is its next position. A transaction that commits late is therefore read late, but never missed;
/// one that runs for an hour delays followers by that hour. A row may come twice.
///
/// Rows are streamed: at most one batch is in memory. Safe for use by many threads.
public final class ItemFeed {

    /// How far a follower has come. Opaque; its text form can be stored.
    ///
    /// @param transaction the number of the first transaction that was not read yet
    public record Mark(long transaction) {

        /// Before everything.
        public static final Mark BEGINNING = new Mark(0);

        public Mark {
            if (transaction < 0) {
                throw new IllegalArgumentException(
                        "transaction must be at least 0, but is " + transaction);
            }
        }
    }

    private static final int BATCH = 1000;

    private static final String NEXT_MARK =
            "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint";

    static final String CHANGED =
            "SELECT "
                    + ItemSql.DOCUMENT_COLUMNS
                    + """

                    FROM item i
                    WHERE i.changed_in >= CAST(CAST(:from AS text) AS xid8)
                      AND i.changed_in < CAST(CAST(:to AS text) AS xid8)
                    ORDER BY i.changed_in
                    """;

    static final String ANY_CHANGED =
            """
            SELECT EXISTS (
                SELECT 1 FROM item i WHERE i.changed_in >= CAST(CAST(:from AS text) AS xid8))
            """;

    private static final String ALL =
            "SELECT "
                    + ItemSql.DOCUMENT_COLUMNS
                    + "\nFROM item i WHERE i.active AND i.deleted_at IS NULL";

    private final JdbcClient jdbc;
    private final ItemRows rows;
    private final TransactionTemplate oneSnapshot;

    ItemFeed(JdbcClient jdbc, JsonMapper json, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.rows = new ItemRows(json);
        this.oneSnapshot = new TransactionTemplate(transactions);
        oneSnapshot.setReadOnly(true);
        oneSnapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        // A caller's transaction may have an older snapshot, or writes of its own.
        oneSnapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
    }

    /// Gives every listed item, in no particular order.
    ///
    /// @param batches takes the items in batches of at most 1,000
    /// @return the position for the first [#changedSince]
    public Mark all(Consumer<List<ItemDocument>> batches) {
        return oneSnapshot.execute(status -> {
            Mark next = nextMark();
            stream(jdbc.sql(ALL), batches);
            return next;
        });
    }

    /// Gives every item written since a position, listed or not: those that are not are to be
    /// dropped from a copy.
    ///
    /// @param batches takes the items in batches of at most 1,000; not called when nothing changed
    /// @return the position to continue from
    public Mark changedSince(Mark mark, Consumer<List<ItemDocument>> batches) {
        return oneSnapshot.execute(status -> {
            Mark next = nextMark();
            if (next.transaction() > mark.transaction()) {
                stream(
                        jdbc.sql(CHANGED)
                                .param("from", Long.toString(mark.transaction()))
                                .param("to", Long.toString(next.transaction())),
                        batches);
            }
            return next;
        });
    }

    /// Whether a follower at a position has read everything that is committed. False positives do
    /// not occur; while an old transaction runs, a follower may have read more than its position
    /// says.
    public boolean isEnd(Mark mark) {
        return !jdbc.sql(ANY_CHANGED)
                .param("from", Long.toString(mark.transaction()))
                .query(Boolean.class)
                .single();
    }

    private Mark nextMark() {
        return new Mark(jdbc.sql(NEXT_MARK).query(Long.class).single());
    }

    /// The driver reads by portions only within a transaction and with a fetch size.
    private void stream(JdbcClient.StatementSpec statement, Consumer<List<ItemDocument>> batches) {
        try (Stream<ItemDocument> documents =
                statement.withFetchSize(BATCH).query(rows.documents()).stream()) {
            documents.gather(Gatherers.windowFixed(BATCH)).forEachOrdered(batches);
        }
    }
}
