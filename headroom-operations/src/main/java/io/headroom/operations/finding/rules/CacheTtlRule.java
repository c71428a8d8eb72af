package io.headroom.operations.finding.rules;

import static io.headroom.operations.finding.Observation.time;

import io.headroom.operations.finding.Action;
import io.headroom.operations.finding.Fact.CacheUse;
import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Offer;
import io.headroom.operations.finding.Prediction;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.health.Component;
import java.time.Duration;
import java.util.function.Consumer;

/// `cache-ttl-too-short`: most misses of a cache are for values whose time was over, and hardly any
/// was invalidated: they are loaded again though they did not change.
///
/// Under Poisson reads at a rate r a key misses 1/(1 + r·T) of its reads with a time T (Jung,
/// Berger and Balakrishnan, *Modeling TTL-based Internet Caches*, INFOCOM 2003). A miss ratio m
/// becomes m/(m + k(1 − m)) with k times the time if all keys are alike; with keys of many rates
/// the hottest gain k-fold.
final class CacheTtlRule implements FindingRule {

    private static final double MOST_OF = 0.5;
    private static final double FEW_EVICTIONS = 0.2;
    private static final double FEW_INVALIDATIONS = 0.2;
    private static final int FACTOR = 4;
    private static final Duration LONG = Duration.ofMinutes(10);

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        for (CacheUse cache : now.all(CacheUse.class)) {
            double misses = cache.missesPerSecond();
            if (cache.readsPerSecond() >= CacheSizeRule.FEW_READS
                    && misses >= CacheSizeRule.MANY_MISSES * cache.readsPerSecond()
                    && cache.expirationsPerSecond() >= MOST_OF * misses
                    && cache.evictionsPerSecond() < FEW_EVICTIONS * misses
                    && cache.invalidationsPerSecond()
                            < FEW_INVALIDATIONS * cache.expirationsPerSecond()
                    && cache.ttl().compareTo(LONG) < 0
                    && now.matters(cost(now, cache), CacheSizeRule.NOTICEABLE)) {
                to.accept(suspicion(now, cache));
            }
        }
    }

    private static double cost(Observation now, CacheUse cache) {
        double avoidable = Math.min(cache.expirationsPerSecond(), cache.loadsPerSecond());
        return now.shareOfTime(avoidable * cache.loadMillis() / 1e3);
    }

    private static Suspicion suspicion(Observation now, CacheUse cache) {
        double misses = cache.missesPerSecond() / cache.readsPerSecond();
        Duration longer = cache.ttl().multipliedBy(FACTOR);
        double alike = 1 / (misses + FACTOR * (1 - misses)) - 1;
        return new Draft(
                        "cache-ttl-too-short",
                        cache.name(),
                        Component.CACHE,
                        "The cache %s forgets too soon: after %s its values are loaded anew, though they hardly change."
                                .formatted(cache.name(), time(cache.ttl())))
                .because(
                        "cache.miss_ratio",
                        100 * misses,
                        100 * CacheSizeRule.MANY_MISSES,
                        "%s %% of the reads miss the tier in the process (from %s %% on it matters).")
                .because(
                        "cache.expirations_per_second",
                        cache.expirationsPerSecond(),
                        MOST_OF * cache.missesPerSecond(),
                        "%s values a second were over when they were asked for (from half of the misses on, %s, their time is the reason).")
                .because(
                        "cache.invalidations_per_second",
                        cache.invalidationsPerSecond(),
                        FEW_INVALIDATIONS * cache.expirationsPerSecond(),
                        "%s a second were invalidated since they changed (fewer than %s are few).")
                .because(
                        "cache.load_seconds", cache.loadMillis(), Double.NaN, "A load takes %s ms.")
                .through(
                        now.through(
                                "load",
                                "The cache " + cache.name() + " loads what it had just now."))
                .costs(cost(now, cache))
                .advising(
                        "Keep values longer, if whoever changes them invalidates them; else readers see older values for longer.")
                .offering(
                        new Offer(
                                new Action.CacheTtl(cache.name(), cache.ttl(), longer),
                                "Keep the values of the cache %s for %s instead of %s."
                                        .formatted(cache.name(), time(longer), time(cache.ttl())),
                                new Prediction(
                                        "cache.load_ratio." + cache.name(),
                                        true,
                                        1.0 / FACTOR - 1,
                                        Math.max(1.0 / FACTOR - 1, alike),
                                        "Poisson reads: from keys that are all alike to keys of very unlike rates.")))
                .done();
    }
}
