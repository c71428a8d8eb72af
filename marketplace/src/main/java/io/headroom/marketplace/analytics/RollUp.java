package io.headroom.marketplace.analytics;

import io.headroom.jobs.JobContext;
import io.headroom.jobs.JobType;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Adds an order to the figures of its day (UTC): the merchant's and those of its items.
public final class RollUp {

    private static final Logger LOG = LoggerFactory.getLogger(RollUp.class);

    /// An order to be counted.
    ///
    /// @param id its row
    /// @param number what it is called; a row that is called otherwise by now is another order
    public record Sale(long id, String number) {}

    /// The job that counts one.
    public static final JobType<Sale> TYPE =
            JobType.of("sale-roll-up", Sale.class).inQueue("analytics");

    /// The lock of the row lets one transaction count it.
    private static final String CLAIM =
            "UPDATE purchase_order SET counted = true WHERE id = ? AND number = ? AND NOT counted";

    private static final String ADD_TO_MERCHANT =
            """
            INSERT INTO merchant_daily AS d (merchant_id, day, currency, orders, cancellations, units, revenue, ordered)
            SELECT o.merchant_id, (o.placed_at AT TIME ZONE 'UTC')::date, o.currency,
                   (o.kind = 'ORDER')::integer, (o.kind = 'CANCELLATION')::integer,
                   (SELECT coalesce(sum(l.quantity), 0) FROM order_line l WHERE l.order_id = o.id),
                   o.total, CASE WHEN o.kind = 'ORDER' THEN o.total ELSE 0 END
            FROM purchase_order o WHERE o.id = ?
            ON CONFLICT (merchant_id, day, currency) DO UPDATE
            SET orders = d.orders + excluded.orders, cancellations = d.cancellations + excluded.cancellations,
                units = d.units + excluded.units, revenue = d.revenue + excluded.revenue,
                ordered = d.ordered + excluded.ordered
            """;

    /// In the order of the items, in which whoever counts events writes, too.
    private static final String ADD_TO_ITEMS =
            """
            INSERT INTO item_daily AS d (day, item_id, orders, units, revenue)
            SELECT (o.placed_at AT TIME ZONE 'UTC')::date, l.item_id, 1, sum(l.quantity), sum(l.quantity * l.unit_price)
            FROM purchase_order o JOIN order_line l ON l.order_id = o.id
            WHERE o.id = ? AND o.kind = 'ORDER'
            GROUP BY 1, 2
            ORDER BY 1, 2
            ON CONFLICT (day, item_id) DO UPDATE
            SET orders = d.orders + excluded.orders, units = d.units + excluded.units,
                revenue = d.revenue + excluded.revenue
            """;

    private RollUp() {}

    static void count(Sale sale, JobContext context) throws SQLException {
        Connection connection = context.connection();
        try (PreparedStatement claim = connection.prepareStatement(CLAIM)) {
            claim.setLong(1, sale.id());
            claim.setString(2, sale.number());
            if (claim.executeUpdate() == 0) {
                LOG.debug("order {} is counted, or gone with its catalogue", sale.number());
                return;
            }
        }
        for (String add : new String[] {ADD_TO_ITEMS, ADD_TO_MERCHANT}) {
            try (PreparedStatement statement = connection.prepareStatement(add)) {
                statement.setLong(1, sale.id());
                statement.executeUpdate();
            }
        }
    }
}
