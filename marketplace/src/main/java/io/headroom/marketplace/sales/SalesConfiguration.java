package io.headroom.marketplace.sales;

import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.KeyCodec;
import io.headroom.cache.json.JsonCodec;
import io.headroom.core.Backoff;
import io.headroom.marketplace.catalog.Catalog;
import io.headroom.marketplace.catalog.Language;
import io.headroom.postgres.ViewRefresher;
import io.headroom.postgres.ViewSchedule;
import io.headroom.spring.HeadroomCacheProperties;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.time.InstantSource;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.ToDoubleFunction;
import java.util.random.RandomGenerator;
import javax.sql.DataSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// Figures from sales and events, and what keeps them current.
@Configuration(proxyBeanMethods = false)
class SalesConfiguration {

    /// Safe for use by many threads, unlike most generators.
    private static final RandomGenerator RANDOM = () -> ThreadLocalRandom.current().nextLong();

    private static final long LOOK_AT_VIEWS_SECONDS = 15;

    private static final Backoff AFTER_FAILED_REFRESH =
            new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    @Bean
    SalesFigures salesFigures(
            JdbcClient jdbc, HeadroomCaches caches, HeadroomCacheProperties properties) {
        return new CachedFigures(
                new SalesQueries(jdbc),
                caches.cache(
                        properties.options("figures"),
                        KeyCodec.strings(),
                        JsonCodec.of(CachedFigures.Scores.class)));
    }

    @Bean
    ItemLists itemLists(Catalog catalog) {
        return new CatalogLists(catalog);
    }

    @Bean
    ItemExistence itemExistence(Catalog catalog) {
        return id -> catalog.item(id, Language.EN).isPresent();
    }

    /// Two threads: a long refresh of a view must not hold up the flush of events.
    @Bean(destroyMethod = "shutdown")
    ScheduledExecutorService salesExecutor() {
        return Executors.newScheduledThreadPool(
                2, Thread.ofPlatform().name("sales-", 0).daemon().factory());
    }

    @Bean
    ViewRefresher viewRefresher(DataSource database, InstantSource clock) {
        return Views.refresher(database, clock);
    }

    @Bean(initMethod = "start")
    ViewSchedule viewSchedule(ViewRefresher refresher, ScheduledExecutorService salesExecutor) {
        return new ViewSchedule(refresher, salesExecutor, AFTER_FAILED_REFRESH, RANDOM);
    }

    @Bean
    RefreshedViews refreshedViews(
            ViewRefresher refresher,
            HeadroomCaches caches,
            ScheduledExecutorService salesExecutor) {
        RefreshedViews views = new RefreshedViews(refresher, caches);
        var _ =
                salesExecutor.scheduleWithFixedDelay(
                        views::look, 1, LOOK_AT_VIEWS_SECONDS, TimeUnit.SECONDS);
        return views;
    }

    @Bean(initMethod = "start")
    ItemEvents itemEvents(
            DataSource database,
            ScheduledExecutorService salesExecutor,
            InstantSource clock,
            LongSupplier nanoTime) {
        return new ItemEvents(
                database,
                UUID.randomUUID(),
                EventOptions.defaults(),
                salesExecutor,
                clock,
                nanoTime,
                RANDOM);
    }

    @Bean
    MeterBinder itemEventMetrics(ItemEvents events) {
        return registry -> {
            counter("catalog.item.views", events, ItemEvents::views).register(registry);
            counter("catalog.item.favorites", events, ItemEvents::favorites).register(registry);
            counter("catalog.item.shares", events, ItemEvents::shares).register(registry);
            counter("catalog.item.events.refused", events, ItemEvents::refused).register(registry);
            counter("catalog.item.events.dropped", events, ItemEvents::dropped).register(registry);
        };
    }

    private static FunctionCounter.Builder<ItemEvents> counter(
            String name, ItemEvents events, ToDoubleFunction<ItemEvents> value) {
        return FunctionCounter.builder(name, events, value);
    }
}
