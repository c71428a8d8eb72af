package io.headroom.operations.finding.rules;

import static io.headroom.operations.finding.Observation.number;

import io.headroom.operations.finding.Action;
import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.Fact.CacheUse;
import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Offer;
import io.headroom.operations.finding.Prediction;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.health.Component;
import java.util.List;
import java.util.function.Consumer;

/// `cache-cold`: most reads of a cache miss, and not for want of size or time: it was emptied, by a
/// restart or a clear. It fills up by itself, at the cost of its readers; so it is a finding only
/// where something can fill it ahead of them, and where that is worth it.
final class ColdCacheRule implements FindingRule {

    private static final double MOST_MISS = 0.5;
    private static final double FEW = 0.2;
    private static final double WORTH_IT = 0.1;

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        for (CacheUse cache : now.all(CacheUse.class)) {
            List<Fact.WarmUp> tasks =
                    now.all(Fact.WarmUp.class).stream()
                            .filter(task -> task.caches().contains(cache.name()))
                            .toList();
            if (!tasks.isEmpty() && isCold(cache) && cost(now, cache) >= WORTH_IT) {
                to.accept(suspicion(now, cache, tasks));
            }
        }
    }

    private static boolean isCold(CacheUse cache) {
        double misses = cache.missesPerSecond();
        return cache.readsPerSecond() >= CacheSizeRule.FEW_READS
                && cache.missRatio() >= MOST_MISS
                && cache.evictionsPerSecond() < FEW * misses
                && cache.expirationsPerSecond() < FEW * misses
                && cache.invalidationsPerSecond() < FEW * misses;
    }

    private static double cost(Observation now, CacheUse cache) {
        return now.shareOfTime(cache.loadsPerSecond() * cache.loadMillis() / 1e3);
    }

    private static Suspicion suspicion(Observation now, CacheUse cache, List<Fact.WarmUp> tasks) {
        Draft draft =
                new Draft(
                                "cache-cold",
                                cache.name(),
                                Component.CACHE,
                                "The cache %s is cold: %s %% of its reads find nothing, and it holds %s of %s."
                                        .formatted(
                                                cache.name(),
                                                number(100 * cache.missRatio()),
                                                number(cache.used()),
                                                number(cache.limit())))
                        .because(
                                "cache.miss_ratio",
                                100 * cache.missRatio(),
                                100 * MOST_MISS,
                                "%s %% of the reads miss every tier (from %s %% on it is cold).")
                        .because(
                                "cache.evictions_per_second",
                                cache.evictionsPerSecond(),
                                FEW * cache.missesPerSecond(),
                                "%s entries a second are evicted (fewer than %s: size is not the reason).")
                        .because(
                                "cache.expirations_per_second",
                                cache.expirationsPerSecond(),
                                FEW * cache.missesPerSecond(),
                                "%s values a second were over (fewer than %s: time is not the reason).")
                        .because(
                                "cache.load_seconds",
                                cache.loadMillis(),
                                Double.NaN,
                                "A load takes %s ms.")
                        .through(now.through("load", "The cache " + cache.name() + " was emptied."))
                        .costs(cost(now, cache))
                        .advising("Fill it ahead of its readers; else it fills up by itself.");
        for (Fact.WarmUp task : tasks) {
            draft.offering(
                    new Offer(
                            new Action.WarmUp(task.task(), cache.name()),
                            "Run the warm-up %s, which fills the cache %s."
                                    .formatted(task.task(), cache.name()),
                            new Prediction(
                                    "cache.load_ratio." + cache.name(),
                                    true,
                                    -1,
                                    -0.5,
                                    "From half to all of what its readers load now; it would warm by itself, too, only later.")));
        }
        return draft.done();
    }
}
