package io.headroom.marketplace.catalog;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.headroom.cache.HeadroomCaches;
import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.http.pages.SignedCursor;
import io.headroom.spring.HeadroomCacheProperties;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// A migrated database with the catalogue's parts on it, wired as in the service.
final class CatalogDatabase implements AutoCloseable {

    private final TestDatabase database;
    private final HikariDataSource pool;
    private final PlatformTransactionManager transactions;
    private final JsonMapper json = JsonMapper.builder().build();

    private CatalogDatabase(TestDatabase database) {
        this.database = database;
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database.jdbcUrl());
        config.setUsername(database.user());
        config.setPassword(database.password());
        config.setMaximumPoolSize(8);
        // Test servers commit asynchronously, and VACUUM marks only rows whose commit is written as
        // visible to all, which index-only scans need.
        config.setConnectionInitSql("SET synchronous_commit = on");
        this.pool = new HikariDataSource(config);
        this.transactions = new JdbcTransactionManager(pool);
    }

    /// Empty tables.
    static CatalogDatabase empty() {
        return new CatalogDatabase(TestServers.newDatabase("catalogue", CatalogDatabase::migrate));
    }

    private static void migrate(DataSource dataSource) {
        Flyway.configure().dataSource(dataSource).load().migrate();
    }

    DataSource dataSource() {
        return pool;
    }

    JdbcClient jdbc() {
        return JdbcClient.create(pool);
    }

    ItemRepository items() {
        return new ItemRepository(jdbc(), json);
    }

    static ItemPages pages() {
        return new ItemPages(new SignedCursor(new byte[32]));
    }

    ItemFeed feed() {
        return new ItemFeed(jdbc(), json, transactions);
    }

    TransactionTemplate transaction() {
        return new TransactionTemplate(transactions);
    }

    Catalog catalog(CatalogListener... listeners) {
        CategoryRepository categories = new CategoryRepository(jdbc());
        CatalogCaches caches =
                new CatalogCaches(
                        HeadroomCaches.builder().build(),
                        new HeadroomCacheProperties("", Map.of()));
        return new Catalog(
                items(),
                categories,
                new CategoryDirectory(categories::tree, System::nanoTime),
                pages(),
                CatalogWiring.transactionsOfTheirOwn(transactions),
                new Announcements(caches, () -> List.of(listeners)),
                caches);
    }

    @Override
    public void close() {
        pool.close();
        database.close();
    }

    /// Two trees of three levels, two merchants, one brand.
    void addShop() {
        jdbc().sql(
                        """
                        INSERT INTO category (id, parent_id, level, slug, name_en, name_es) VALUES
                            (1, NULL, 1, 'home', 'Home', 'Hogar'),
                            (2, 1, 2, 'kitchen', 'Kitchen', 'Cocina'),
                            (3, 2, 3, 'mugs', 'Mugs', 'Tazas'),
                            (4, 2, 3, 'pans', 'Pans', 'Sartenes'),
                            (5, NULL, 1, 'garden', 'Garden', 'Jardín')
                        """)
                .update();
        jdbc().sql(
                        """
                        INSERT INTO merchant (id, slug, name, country)
                        VALUES (1, 'one', 'One', 'GB'), (2, 'two', 'Two', 'ES')
                        """)
                .update();
        jdbc().sql("INSERT INTO brand (id, slug, name) VALUES (100, 'nordlys', 'Nordlys')")
                .update();
    }

    /// Many believable rows: 8 main categories of 6 groups of 5 leaves, 120 brands, 40 merchants.
    void addVolume(int rows) {
        jdbc().sql(
                        """
                        INSERT INTO category (id, parent_id, level, slug, name_en, name_es)
                        SELECT n, NULL, 1, 'a' || n, 'A' || n, 'A' || n FROM generate_series(1, 8) n
                        UNION ALL
                        SELECT 100 + n, 1 + n % 8, 2, 'b' || n, 'B' || n, 'B' || n
                        FROM generate_series(0, 47) n
                        UNION ALL
                        SELECT 1000 + n, 100 + n % 48, 3, 'c' || n, 'C' || n, 'C' || n
                        FROM generate_series(0, 239) n
                        """)
                .update();
        jdbc().sql(
                        """
                        INSERT INTO brand (id, slug, name)
                        SELECT n, 'brand-' || n, 'Brand ' || n FROM generate_series(1, 120) n
                        """)
                .update();
        jdbc().sql(
                        """
                        INSERT INTO merchant (id, slug, name, country)
                        SELECT n, 'merchant-' || n, 'Merchant ' || n, 'GB'
                        FROM generate_series(1, 40) n
                        """)
                .update();
        jdbc().sql("SELECT setval(pg_get_serial_sequence('brand', 'id'), 1000)")
                .query(Long.class)
                .single();
        jdbc().sql("SELECT setseed(0.17)").query(Object.class).optional();
        jdbc().sql(
                        """
                        INSERT INTO item (sku, merchant_id, brand_id, category1_id, category2_id,
                            category3_id, name_en, name_es, description_en, price, currency, stock,
                            rating, rating_count, popularity, active, deleted_at, created_at)
                        SELECT 'S' || n, 1 + (random() * 39)::int,
                            CASE WHEN random() < 0.9 THEN 1 + (random() * 119)::int END,
                            1 + (leaf % 48) % 8, 100 + leaf % 48, 1000 + leaf,
                            'Item ' || md5(n::text), CASE WHEN random() < 0.8 THEN 'Cosa ' || md5(n::text) END,
                            repeat('words ', 30), round((random() * 200)::numeric, 2), 'GBP',
                            (random() * 50)::int, round((random() * 5)::numeric, 1),
                            (random() * 100)::int, exp(random() * 8), random() < 0.95,
                            CASE WHEN random() < 0.03 THEN now() END,
                            timestamptz '2025-01-01' + (n * 7919) % 20000 * interval '1 minute'
                        FROM (SELECT n, (random() * 239)::int AS leaf
                              FROM generate_series(1, :rows) n) numbered
                        """)
                .param("rows", rows)
                .update();
        jdbc().sql("VACUUM ANALYZE").update();
    }
}
