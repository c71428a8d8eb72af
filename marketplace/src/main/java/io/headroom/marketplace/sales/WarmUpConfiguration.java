package io.headroom.marketplace.sales;

import io.headroom.cache.warmup.Urgency;
import io.headroom.cache.warmup.WarmUpTask;
import io.headroom.marketplace.catalog.Card;
import io.headroom.marketplace.catalog.Catalog;
import io.headroom.marketplace.catalog.Language;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/// What the shop fills its caches with before it is asked: what the front page shows, what is
/// bought most, what is new, and the cards of everything.
@Configuration(proxyBeanMethods = false)
class WarmUpConfiguration {

    private static final int LIST = 24;
    private static final int ITEMS = 100;
    private static final int CARDS_AT_ONCE = 100;
    private static final Duration POPULAR_EVERY = Duration.ofHours(6);
    private static final Duration RECENT_EVERY = Duration.ofMinutes(30);

    @Bean
    WarmUpTask<Language> warmFrontPage(Catalog catalog, SalesFigures figures, ItemLists lists) {
        return WarmUpTask.of(
                        "front-page",
                        Urgency.CRITICAL,
                        () -> Arrays.asList(Language.values()),
                        languages -> {
                            for (Language language : languages) {
                                var _ = catalog.categories(language);
                                var _ = catalog.recent(LIST, language);
                                var _ = lists.withScores(figures.popular(LIST), language.tag());
                                var _ = lists.withScores(figures.trending(7, LIST), language.tag());
                            }
                        })
                .withBatch(1);
    }

    @Bean
    WarmUpTask<Long> warmPopularItems(Catalog catalog, SalesFigures figures) {
        return WarmUpTask.of(
                        "popular-items",
                        Urgency.FREQUENT,
                        () -> figures.popular(ITEMS).stream().map(ScoredItem::id).toList(),
                        ids -> {
                            items(catalog, ids);
                            for (Long id : ids) {
                                var _ = figures.alsoBought(id, LIST);
                            }
                        })
                .withEvery(POPULAR_EVERY)
                .withCaches("items", "cards");
    }

    @Bean
    WarmUpTask<Long> warmRecentItems(Catalog catalog) {
        return WarmUpTask.of(
                        "recent-items",
                        Urgency.RECENT,
                        () -> catalog.recent(ITEMS, Language.EN).stream().map(Card::id).toList(),
                        ids -> items(catalog, ids))
                .withEvery(RECENT_EVERY)
                .withCaches("items", "cards");
    }

    private static void items(Catalog catalog, List<Long> ids) {
        for (Language language : Language.values()) {
            var _ = catalog.byIds(ids, language);
            for (Long id : ids) {
                var _ = catalog.item(id, language);
            }
        }
    }

    /// A statement for each hundred.
    @Bean
    WarmUpTask<Long> warmCards(Catalog catalog, JdbcClient jdbc) {
        return WarmUpTask.of(
                        "cards",
                        Urgency.OTHER,
                        () ->
                                jdbc.sql(
                                                """
                                                SELECT i.id FROM item i
                                                WHERE i.active AND i.deleted_at IS NULL
                                                ORDER BY i.popularity DESC, i.id
                                                LIMIT 5000
                                                """)
                                        .query((row, _) -> row.getLong("id"))
                                        .list(),
                        ids -> {
                            for (Language language : Language.values()) {
                                var _ = catalog.byIds(ids, language);
                            }
                        })
                .withBatch(CARDS_AT_ONCE)
                .withCaches("cards");
    }
}
