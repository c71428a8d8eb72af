package io.headroom.marketplace.search;

import io.headroom.cache.CacheOptions;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.KeyCodec;
import io.headroom.cache.json.JsonCodec;
import io.headroom.http.pages.SignedCursor;
import io.headroom.marketplace.catalog.Catalog;
import io.headroom.marketplace.catalog.ItemFeed;
import io.headroom.search.LuceneSearchIndex;
import io.headroom.search.SearchIndex;
import io.headroom.spring.DependencyCheck;
import io.headroom.spring.HeadroomCacheProperties;
import io.headroom.spring.operations.benchmark.Benchmark;
import io.headroom.spring.operations.search.SearchFigures;
import io.headroom.spring.timing.Tracker;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.LongSupplier;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// The search index of this node and what keeps it current.
@Configuration(proxyBeanMethods = false)
class SearchConfiguration {

    /// The follower closes it.
    @Bean(destroyMethod = "")
    SearchIndex itemIndex(
            @Value("${headroom.data:}") String dataDirectory,
            @Value("${headroom.node:node-1}") String node) {
        return dataDirectory.isEmpty()
                ? LuceneSearchIndex.inMemory(ItemSchema.SCHEMA)
                : LuceneSearchIndex.open(Path.of(dataDirectory, "search", node), ItemSchema.SCHEMA);
    }

    @Bean
    ItemSearch itemSearch(
            SearchIndex index,
            IndexFollower follower,
            Catalog catalog,
            SignedCursor cursors,
            HeadroomCaches caches,
            HeadroomCacheProperties properties,
            SearchFigures figures,
            Tracker tracker,
            LongSupplier nanoTime) {
        ItemSearch.Answers answers =
                new ItemSearch.Answers(
                        cache(caches, properties.options("search"), ItemSearch.Findings.class),
                        cache(
                                caches,
                                properties.options("suggestions"),
                                ItemSearch.Completions.class),
                        cache(caches, properties.options("similar"), ItemSearch.Alike.class));
        ItemSearch search =
                new ItemSearch(
                        new TrackedIndex(index, tracker),
                        follower::catchUp,
                        catalog::categoryLevel,
                        cursors,
                        answers,
                        figures,
                        nanoTime);
        follower.start(search::forget, catalog::replaced);
        return search;
    }

    private static <V> io.headroom.cache.Cache<String, V> cache(
            HeadroomCaches caches, CacheOptions options, Class<V> type) {
        return caches.cache(options, KeyCodec.strings(), JsonCodec.of(type));
    }

    @Bean
    IndexFollower indexFollower(
            SearchIndex index,
            ItemFeed feed,
            JdbcClient jdbc,
            LongSupplier nanoTime,
            InstantSource clock) {
        return new IndexFollower(index, feed, new CatalogueEdition(jdbc), nanoTime, clock);
    }

    /// Requests are observed from the start of the web server on, before there is an index.
    @Bean
    SearchFigures searchFigures(
            ObjectProvider<IndexFollower> follower, LongSupplier nanoTime, InstantSource clock) {
        return new SearchFigures(
                SearchKinds.BY_ROUTE, () -> follower.getObject().state(), nanoTime, clock);
    }

    @Bean
    Benchmark searchBenchmark(SearchIndex index) {
        return new SearchBenchmark(index);
    }

    @Bean
    DependencyCheck searchCheck(SearchIndex index, IndexFollower follower) {
        return new DependencyCheck() {
            @Override
            public String name() {
                return "search";
            }

            @Override
            public boolean required() {
                return true;
            }

            @Override
            public String check() {
                if (!follower.built()) {
                    throw new IllegalStateException("the index is being built");
                }
                return index.size() + " items";
            }
        };
    }
}
