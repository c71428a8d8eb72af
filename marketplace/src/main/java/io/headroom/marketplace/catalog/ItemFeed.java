package io.headroom.marketplace.catalog;

import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Gatherers;
import java.util.stream.Stream;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// Hands the catalogue to those who keep a copy of it, whole and then change by change.
///
/// Every row carries the number of the transaction that wrote it last. A follower's position is the
/// snapshot that it read (`pg_current_snapshot`); next it reads the rows whose transaction that
/// snapshot did not see. So what is committed is read at once, also while an older transaction
/// still runs, and that one is read when it commits.
///
/// A few changes cost one statement. More than one batch of rows is streamed in a transaction, so
/// that at most one is in memory. Safe for use by many threads.
public final class ItemFeed {

    /// How far a follower has come. Opaque; its text form can be stored.
    ///
    /// @param snapshot what was visible when it read, as PostgreSQL writes a `pg_snapshot`
    public record Mark(String snapshot) {

        private static final Pattern FORM = Pattern.compile("\\d+:\\d+:(\\d+(,\\d+)*)?");

        /// Before everything.
        public static final Mark BEGINNING = new Mark("1:1:");

        public Mark {
            if (!isOne(snapshot)) {
                throw new IllegalArgumentException(
                        "snapshot must be like 10:20:10,14, but is " + snapshot);
            }
        }

        /// Whether a text is the form of one.
        public static boolean isOne(String text) {
            return FORM.matcher(text).matches();
        }
    }

    private static final int BATCH = 1000;

    private static final String SNAPSHOT = "pg_current_snapshot()::text";

    private static final String NEXT_MARK = "SELECT " + SNAPSHOT;

    private static final String MARK = "CAST(CAST(:mark AS text) AS pg_snapshot)";

    /// What the snapshot did not see: what began after it, and what ran then. Both are ranges of
    /// the index, so that a transaction that runs for long makes no question dearer. After a load
    /// of the whole catalogue by one transaction the planner takes every row for its; that each
    /// range is looked up by itself (OFFSET) and the rows by their numbers keeps it from reading
    /// them all.
    static final String CHANGED =
            "SELECT "
                    + ItemSql.DOCUMENT_COLUMNS
                    + ",\n"
                    + SNAPSHOT
                    + """
                     AS snapshot
                    FROM item i
                    WHERE i.id = ANY (ARRAY(
                        SELECT id FROM item WHERE changed_in >= pg_snapshot_xmax(%1$s)
                        UNION ALL
                        SELECT late.id
                        FROM pg_snapshot_xip(%1$s) AS ran(id)
                        CROSS JOIN LATERAL (
                            SELECT id FROM item
                            WHERE changed_in BETWEEN ran.id AND ran.id
                            OFFSET 0) AS late))
                    ORDER BY i.changed_in
                    """
                            .formatted(MARK);

    /// One more than a batch, to tell that there are more.
    private static final String FIRST_CHANGED = CHANGED + "LIMIT " + (BATCH + 1);

    /// Looks at an end of the index and at the row that follows each transaction that ran, which no
    /// statistics can turn into a search through the table, as they would an EXISTS.
    static final String ANY_CHANGED =
            """
            SELECT coalesce(
                       (SELECT i.changed_in FROM item i ORDER BY i.changed_in DESC LIMIT 1)
                           >= pg_snapshot_xmax(%1$s),
                       false)
                OR EXISTS (
                       SELECT 1
                       FROM pg_snapshot_xip(%1$s) AS ran(id)
                       WHERE ran.id = (SELECT i.changed_in FROM item i
                                       WHERE i.changed_in >= ran.id
                                       ORDER BY i.changed_in LIMIT 1))
            """
                    .formatted(MARK);

    private static final String ALL =
            "SELECT "
                    + ItemSql.DOCUMENT_COLUMNS
                    + "\nFROM item i WHERE i.active AND i.deleted_at IS NULL";

    private final JdbcClient jdbc;
    private final ItemRows rows;
    private final TransactionTemplate oneSnapshot;
    private final TransactionTemplate noTransaction;

    /// An item and what was visible when it was read.
    private record Read(ItemDocument document, Mark mark) {}

    ItemFeed(JdbcClient jdbc, JsonMapper json, PlatformTransactionManager transactions) {
        this.jdbc = jdbc;
        this.rows = new ItemRows(json);
        this.oneSnapshot = new TransactionTemplate(transactions);
        oneSnapshot.setReadOnly(true);
        oneSnapshot.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
        noTransaction = new TransactionTemplate(transactions);
        // A caller's transaction may have an older snapshot, or writes of its own.
        oneSnapshot.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        noTransaction.setPropagationBehavior(TransactionDefinition.PROPAGATION_NOT_SUPPORTED);
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
    /// @return the position to continue from; the given one when nothing changed
    public Mark changedSince(Mark mark, Consumer<List<ItemDocument>> batches) {
        List<Read> first = noTransaction.execute(status -> firstChanged(mark));
        if (first.size() > BATCH) {
            return streamChanged(mark, batches);
        }
        if (first.isEmpty()) {
            return mark;
        }
        batches.accept(first.stream().map(Read::document).toList());
        return first.getFirst().mark();
    }

    private List<Read> firstChanged(Mark mark) {
        RowMapper<ItemDocument> documents = rows.documents();
        return jdbc.sql(FIRST_CHANGED)
                .param("mark", mark.snapshot())
                .query((row, number) ->
                        new Read(
                                Objects.requireNonNull(documents.mapRow(row, number)),
                                new Mark(row.getString("snapshot"))))
                .list();
    }

    private Mark streamChanged(Mark mark, Consumer<List<ItemDocument>> batches) {
        return oneSnapshot.execute(status -> {
            Mark next = nextMark();
            stream(jdbc.sql(CHANGED).param("mark", mark.snapshot()), batches);
            return next;
        });
    }

    /// Whether a follower at a position has read everything that is committed.
    public boolean isEnd(Mark mark) {
        return !jdbc.sql(ANY_CHANGED).param("mark", mark.snapshot()).query(Boolean.class).single();
    }

    private Mark nextMark() {
        return new Mark(jdbc.sql(NEXT_MARK).query(String.class).single());
    }

    /// The driver reads by portions only within a transaction and with a fetch size.
    private void stream(JdbcClient.StatementSpec statement, Consumer<List<ItemDocument>> batches) {
        try (Stream<ItemDocument> documents =
                statement.withFetchSize(BATCH).query(rows.documents()).stream()) {
            documents.gather(Gatherers.windowFixed(BATCH)).forEachOrdered(batches);
        }
    }
}
