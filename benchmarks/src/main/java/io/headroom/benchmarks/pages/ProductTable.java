package io.headroom.benchmarks.pages;

import java.sql.Connection;
import java.sql.SQLException;

/// A shop's products: about 250 bytes a row, a third without a rating, in no order on disk.
final class ProductTable {

    private static final String CREATE =
            """
            CREATE TABLE product (
                id bigint PRIMARY KEY,
                name text NOT NULL,
                price numeric(10, 2) NOT NULL,
                rating numeric(2, 1),
                created_at timestamptz NOT NULL,
                description text NOT NULL)
            """;

    private static final String FILL =
            """
            INSERT INTO product
            SELECT n, 'Product ' || md5(n::text), round((random() * 500)::numeric, 2),
                CASE WHEN random() < 0.67 THEN round((1 + random() * 4)::numeric, 1) END,
                timestamptz '2020-01-01' + random() * interval '2000 days', repeat('words ', 25)
            FROM generate_series(1, ?) n
            """;

    private static final String INDEX =
            """
            CREATE INDEX product_by_created ON product (created_at, id);
            CREATE INDEX product_by_rating ON product (rating DESC NULLS LAST, price, id)
            """;

    private ProductTable() {}

    static void make(Connection connection, int rows) throws SQLException {
        try (var statement = connection.createStatement();
                var fill = connection.prepareStatement(FILL)) {
            statement.execute("SELECT setseed(0.17)");
            statement.execute(CREATE);
            fill.setInt(1, rows);
            fill.execute();
            statement.execute(INDEX);
            statement.execute("VACUUM ANALYZE product");
        }
    }
}
