package io.headroom.marketplace.loading;

/// The questions that a load asks of the database beside COPY.
final class Sql {

    static final String FOREIGN_KEYS =
            """
            SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
            FROM pg_constraint
            WHERE contype = 'f' AND conrelid IN (SELECT unnest(?::text[])::regclass)
            ORDER BY conrelid, conname
            """;

    /// A cancellation points to the latest earlier order of its customer that has the most of its
    /// lines: the same item in at least the cancelled quantity.
    static final String MATCH_CANCELLATIONS =
            """
            WITH candidate AS (
                SELECT c.id AS cancellation_id, o.id AS order_id, o.placed_at,
                       count(DISTINCT cl.line) AS lines
                FROM purchase_order c
                JOIN order_line cl ON cl.order_id = c.id
                JOIN purchase_order o
                  ON o.customer_id = c.customer_id AND o.merchant_id = c.merchant_id
                 AND o.kind = 'ORDER' AND o.placed_at <= c.placed_at
                JOIN order_line ol
                  ON ol.order_id = o.id AND ol.item_id = cl.item_id AND ol.quantity >= -cl.quantity
                WHERE c.kind = 'CANCELLATION' AND c.cancels_id IS NULL
                GROUP BY c.id, o.id
            ), best AS (
                SELECT DISTINCT ON (cancellation_id) cancellation_id, order_id
                FROM candidate
                ORDER BY cancellation_id, lines DESC, placed_at DESC, order_id DESC
            )
            UPDATE purchase_order c SET cancels_id = best.order_id
            FROM best WHERE c.id = best.cancellation_id
            """;

    /// Sales by item and day (UTC). What a cancellation takes back counts on the day of the order
    /// it cancels, or on its own day where that order is unknown; a day never falls below nothing
    /// sold, so that formulas over days need no care for negative sales.
    static final String AGGREGATE_DAYS =
            """
            INSERT INTO item_daily AS d (day, item_id, orders, units, revenue)
            SELECT (coalesce(x.placed_at, o.placed_at) AT TIME ZONE 'UTC')::date, l.item_id,
                   count(DISTINCT o.id) FILTER (WHERE o.kind = 'ORDER'),
                   greatest(sum(l.quantity), 0),
                   greatest(sum(l.quantity * l.unit_price), 0)
            FROM order_line l
            JOIN purchase_order o ON o.id = l.order_id
            LEFT JOIN purchase_order x ON x.id = o.cancels_id
            GROUP BY 1, 2
            HAVING count(*) FILTER (WHERE o.kind = 'ORDER') > 0
            ON CONFLICT (day, item_id) DO UPDATE
            SET orders = excluded.orders, units = excluded.units, revenue = excluded.revenue
            """;

    /// Sales by merchant and day (UTC), as the roll-up of orders adds to them: a cancellation
    /// counts on the day it was made.
    static final String AGGREGATE_MERCHANT_DAYS =
            """
            INSERT INTO merchant_daily (merchant_id, day, currency, orders, cancellations, units, revenue, ordered)
            SELECT o.merchant_id, (o.placed_at AT TIME ZONE 'UTC')::date, o.currency,
                   count(*) FILTER (WHERE o.kind = 'ORDER'),
                   count(*) FILTER (WHERE o.kind = 'CANCELLATION'),
                   coalesce(sum(l.units), 0), sum(o.total),
                   coalesce(sum(o.total) FILTER (WHERE o.kind = 'ORDER'), 0)
            FROM purchase_order o
            LEFT JOIN (SELECT order_id, sum(quantity) AS units FROM order_line GROUP BY order_id) AS l
              ON l.order_id = o.id
            GROUP BY 1, 2, 3
            """;

    static final String RECORD_SOURCE =
            """
            INSERT INTO catalogue_source (name, checksum, as_of) VALUES (?, ?, ?)
            """;

    static final String READ_SOURCE =
            """
            SELECT 1 FROM catalogue_source WHERE name = ? AND checksum = ?
            """;

    static final String CANCELLATIONS_MATCHED =
            """
            SELECT count(*) FROM purchase_order WHERE kind = 'CANCELLATION' AND cancels_id IS NOT NULL
            """;

    static final String CANCELLATIONS =
            """
            SELECT count(*) FROM purchase_order WHERE kind = 'CANCELLATION'
            """;

    /// Two loads at once would wait for each other's locks in turn; this makes the second wait at
    /// its beginning.
    static final String ONE_LOAD_AT_A_TIME =
            """
            SELECT pg_advisory_xact_lock(hashtext('io.headroom.marketplace.loading'))
            """;

    private Sql() {}
}
