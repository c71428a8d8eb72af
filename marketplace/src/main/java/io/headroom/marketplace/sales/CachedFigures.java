package io.headroom.marketplace.sales;

import io.headroom.cache.Cache;
import io.headroom.spring.CacheStatus;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;

/// Figures from a cache before the database. The views behind them change at most twice an hour.
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
    public List<ScoredItem> popular(int limit) {
        return cached("popular " + limit, () -> source.popular(limit));
    }

    @Override
    public List<ScoredItem> trending(int days, int limit) {
        return cached("trending " + days + ' ' + limit, () -> source.trending(days, limit));
    }

    @Override
    public List<ScoredItem> alsoBought(long itemId, int limit) {
        return cached(
                "also-bought " + itemId + ' ' + limit, () -> source.alsoBought(itemId, limit));
    }

    @Override
    public List<ScoredItem> recommendations(long customerId, int limit) {
        return cached(
                "recommendations " + customerId + ' ' + limit,
                () -> source.recommendations(customerId, limit));
    }

    private List<ScoredItem> cached(String key, Supplier<List<ScoredItem>> figures) {
        Scores scores =
                CacheStatus.note(cache.lookupOrLoad(key, k -> new Scores(figures.get()))).value();
        return Objects.requireNonNull(scores, "a list is never null").items();
    }
}
