package io.headroom.marketplace.catalog;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.SqlArrayValue;
import tools.jackson.databind.json.JsonMapper;

/// How what is sold leaves the stock: [#lock] the items, decide, [#take] them, commit, and
/// [#announce] it. Safe for use by many threads.
///
/// Whoever takes several items locks them all at once, in the order of their numbers, so that two
/// who take the same items wait for each other instead of deadlocking. Between the lock and the
/// commit nobody else changes the items, so that what was seen to be there is there when it is
/// taken.
public final class Stock {

    private static final String LOCK =
            "SELECT "
                    + ItemSql.DOCUMENT_COLUMNS
                    + """

                    FROM item i
                    WHERE i.id = ANY (:ids) AND i.deleted_at IS NULL
                    ORDER BY i.id
                    FOR NO KEY UPDATE OF i
                    """;

    private static final String TAKE =
            """
            UPDATE item i SET stock = i.stock - taken.quantity, version = i.version + 1,
                updated_at = now(), changed_in = pg_current_xact_id()
            FROM unnest(:ids, :quantities) AS taken (id, quantity)
            WHERE i.id = taken.id
            RETURNING
            """
                    + ItemSql.DOCUMENT_COLUMNS;

    private final JdbcClient jdbc;
    private final ItemRows rows;
    private final Announcements announcements;

    Stock(JdbcClient jdbc, JsonMapper json, Announcements announcements) {
        this.jdbc = jdbc;
        this.rows = new ItemRows(json);
        this.announcements = announcements;
    }

    /// What was taken, to be announced once that is committed.
    public static final class Taken {

        /// Nothing.
        public static final Taken NOTHING = new Taken(List.of());

        private final List<ItemChange> changes;

        private Taken(List<ItemChange> changes) {
            this.changes = changes;
        }
    }

    /// Reads the items that exist and keeps others from writing them until the transaction ends. To
    /// be called within one.
    public SortedMap<Long, ItemDocument> lock(Collection<Long> ids) {
        SortedMap<Long, ItemDocument> items = new TreeMap<>();
        jdbc.sql(LOCK)
                .param("ids", new SqlArrayValue("bigint", ids.toArray()))
                .query(rows.documents())
                .list()
                .forEach(item -> items.put(item.id(), item));
        return items;
    }

    /// Lowers the stock of locked items, within the same transaction.
    ///
    /// @param items as [#lock] gave them
    /// @param quantities for each of them, not more than its stock
    public Taken take(SortedMap<Long, ItemDocument> items, Map<Long, Integer> quantities) {
        Object[] ids = items.keySet().toArray();
        Object[] counts =
                items.keySet().stream().map(id -> quantities.getOrDefault(id, 0)).toArray();
        Map<Long, ItemDocument> after =
                jdbc
                        .sql(TAKE)
                        .param("ids", new SqlArrayValue("bigint", ids))
                        .param("quantities", new SqlArrayValue("integer", counts))
                        .query(rows.documents())
                        .list()
                        .stream()
                        .collect(Collectors.toMap(ItemDocument::id, Function.identity()));
        List<ItemChange> changes = new ArrayList<>();
        items.forEach((id, before) ->
                changes.add(
                        ItemChange.replaced(
                                before,
                                Objects.requireNonNull(after.get(id), "a locked item stays"))));
        return new Taken(changes);
    }

    /// Makes all nodes forget what was before. To be called after the commit, without a connection
    /// in hand.
    public void announce(Taken taken) {
        announcements.announce(taken.changes);
    }
}
