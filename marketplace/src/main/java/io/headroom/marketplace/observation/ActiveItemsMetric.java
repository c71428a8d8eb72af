package io.headroom.marketplace.observation;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.concurrent.atomic.AtomicLong;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;

/// `catalog_active_items`: how many items the shop lists, counted every half minute. While the
/// database is away the last count stays.
final class ActiveItemsMetric {

    private static final String COUNT =
            "SELECT count(*) FROM item WHERE active AND deleted_at IS NULL";

    private final JdbcClient jdbc;
    private final AtomicLong items = new AtomicLong();

    ActiveItemsMetric(JdbcClient jdbc, MeterRegistry registry) {
        this.jdbc = jdbc;
        Gauge.builder("catalog.active.items", items, AtomicLong::doubleValue)
                .description("Items that the shop lists")
                .register(registry);
    }

    @Scheduled(fixedDelay = 30_000)
    void count() {
        try {
            items.set(jdbc.sql(COUNT).query(Long.class).single());
        } catch (DataAccessException away) {
            // The database's absence has its own figures and alerts.
            return;
        }
    }
}
