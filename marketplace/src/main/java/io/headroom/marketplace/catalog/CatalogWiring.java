package io.headroom.marketplace.catalog;

import io.headroom.cache.HeadroomCaches;
import io.headroom.http.pages.SignedCursor;
import io.headroom.spring.HeadroomCacheProperties;
import java.util.List;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.method.support.HandlerMethodArgumentResolver;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import tools.jackson.databind.json.JsonMapper;

/// The catalogue's parts. From outside come the database, the [SignedCursor] and the
/// [io.headroom.marketplace.identity.CallerResolver]; every [CatalogListener] bean hears of writes.
@Configuration(proxyBeanMethods = false)
class CatalogWiring {

    @Bean
    CatalogCaches catalogCaches(HeadroomCaches registry, HeadroomCacheProperties properties) {
        return new CatalogCaches(registry, properties);
    }

    @Bean
    Announcements announcements(CatalogCaches caches, ObjectProvider<CatalogListener> listeners) {
        return new Announcements(caches, () -> listeners.orderedStream().toList());
    }

    @Bean
    Stock stock(JdbcClient jdbc, JsonMapper json, Announcements announcements) {
        return new Stock(jdbc, json, announcements);
    }

    @Bean
    Catalog catalog(
            JdbcClient jdbc,
            JsonMapper json,
            SignedCursor cursors,
            PlatformTransactionManager transactions,
            Announcements announcements,
            CatalogCaches caches,
            LongSupplier nanoTime) {
        CategoryRepository categories = new CategoryRepository(jdbc);
        return new Catalog(
                new ItemRepository(jdbc, json),
                categories,
                new CategoryDirectory(categories::tree, nanoTime),
                new ItemPages(cursors),
                transactionsOfTheirOwn(transactions),
                announcements,
                caches);
    }

    /// A write is committed when it returns, even within a caller's transaction: only then it is
    /// announced.
    static TransactionTemplate transactionsOfTheirOwn(PlatformTransactionManager transactions) {
        TransactionTemplate template = new TransactionTemplate(transactions);
        template.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
        return template;
    }

    @Bean
    WebMvcConfigurer browseParameters() {
        return new WebMvcConfigurer() {
            @Override
            public void addArgumentResolvers(List<HandlerMethodArgumentResolver> resolvers) {
                resolvers.add(new BrowseParametersResolver());
            }
        };
    }

    @Bean
    ItemFeed itemFeed(JdbcClient jdbc, JsonMapper json, PlatformTransactionManager transactions) {
        return new ItemFeed(jdbc, json, transactions);
    }
}
