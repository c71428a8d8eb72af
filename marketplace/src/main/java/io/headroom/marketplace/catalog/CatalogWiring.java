package io.headroom.marketplace.catalog;

import io.headroom.cache.HeadroomCaches;
import io.headroom.http.SignedCursor;
import io.headroom.spring.HeadroomCacheProperties;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import tools.jackson.databind.json.JsonMapper;

/// The catalogue's parts. From outside come the database, the [SignedCursor] and the
/// [CallerResolver]; every [CatalogListener] bean hears of writes.
@Configuration(proxyBeanMethods = false)
class CatalogWiring {

    @Bean
    Catalog catalog(
            JdbcClient jdbc,
            JsonMapper json,
            SignedCursor cursors,
            PlatformTransactionManager transactions,
            ObjectProvider<CatalogListener> listeners,
            HeadroomCaches registry,
            HeadroomCacheProperties properties) {
        CatalogCaches caches = new CatalogCaches(registry, properties);
        CategoryRepository categories = new CategoryRepository(jdbc);
        return new Catalog(
                new ItemRepository(jdbc, json),
                categories,
                new CategoryDirectory(categories::tree, System::nanoTime),
                cursors,
                new TransactionTemplate(transactions),
                new Announcements(caches::changed, () -> listeners.orderedStream().toList()),
                caches);
    }

    @Bean
    ItemFeed itemFeed(JdbcClient jdbc, JsonMapper json, PlatformTransactionManager transactions) {
        return new ItemFeed(jdbc, json, transactions);
    }
}
