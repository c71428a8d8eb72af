package io.headroom.marketplace.sales;

import io.headroom.cache.Cache;
import io.headroom.cache.Loaded;
import io.headroom.cache.Loader;
import io.headroom.marketplace.catalog.CatalogTags;
import io.headroom.postgres.MaterializedView;
import io.headroom.spring.CacheStatus;
import io.headroom.spring.timing.TrackRecommendation;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/// Figures from a cache before the database, stored under the views that they come from, which
/// change at most twice an hour, and under [CatalogTags#FIGURES], since the statements leave out
/// what is not listed.
final class CachedFigures implements SalesFigures {

    /// A list as the cache keeps it.
    record Scores(List<ScoredItem> items) {}

    private final SalesFigures source;
    private final Cache<String, Scores> cache;

    CachedFigures(SalesFigures source, Cache<String, Scores> cache) {
        this.source = source;
        this.cache = cache;
    }

    @Override
    @TrackRecommendation("popular")
    public List<ScoredItem> popular(int limit) {
        return cached("popular " + limit, () -> source.popular(limit), Views.POPULAR_ITEMS);
    }

    @Override
    @TrackRecommendation("trending")
    public List<ScoredItem> trending(int days, int limit) {
        return cached(
                "trending " + days + ' ' + limit,
                () -> source.trending(days, limit),
                Views.TRENDING_ITEMS);
    }

    @Override
    @TrackRecommendation("also-bought")
    public List<ScoredItem> alsoBought(long itemId, int limit) {
        return cached(
                "also-bought " + itemId + ' ' + limit,
                () -> source.alsoBought(itemId, limit),
                Views.ALSO_BOUGHT);
    }

    @Override
    @TrackRecommendation("personal")
    public List<ScoredItem> recommendations(long customerId, int limit) {
        return cached(
                "recommendations " + customerId + ' ' + limit,
                () -> source.recommendations(customerId, limit),
                Views.ALSO_BOUGHT,
                Views.POPULAR_ITEMS);
    }

    private List<ScoredItem> cached(
            String key, Supplier<List<ScoredItem>> figures, MaterializedView... views) {
        Scores scores =
                CacheStatus.note(
                                cache.lookupOrLoad(
                                        key,
                                        Loader.adaptive(k ->
                                                Loaded.of(new Scores(figures.get()))
                                                        .withTags(CatalogTags.FIGURES)
                                                        .withTags(tags(views)))))
                        .value();
        return Objects.requireNonNull(scores, "a list is never null").items();
    }

    private static List<String> tags(MaterializedView... views) {
        return Arrays.stream(views).map(view -> RefreshedViews.tag(view.name())).toList();
    }
}
