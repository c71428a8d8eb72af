package io.headroom.operations.finding.rules;

import static io.headroom.operations.finding.Observation.number;

import io.headroom.operations.finding.Action;
import io.headroom.operations.finding.Fact.CacheUse;
import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Offer;
import io.headroom.operations.finding.Prediction;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.health.Component;
import java.util.function.Consumer;

/// `cache-too-small`: a full cache evicts an entry for most of its misses.
///
/// What a cache of k times the size C brings lies between two worlds. Where every key is as likely
/// as another, the hit ratio h grows k-fold; where they follow Zipf's law, it goes with the
/// logarithm of the size, and grows by h · ln k / ln C (Breslau, Cao, Fan, Phillips and Shenker,
/// *Web Caching and Zipf-like Distributions*, INFOCOM 1999). More than the misses that evict cannot
/// be gained.
final class CacheSizeRule implements FindingRule {

    static final double FEW_READS = 5;
    static final double MANY_MISSES = 0.15;

    /// Less of the requests' time than that is no matter: another tier answers, or loads are cheap.
    static final double NOTICEABLE = 0.01;

    private static final double FULL = 0.9;
    private static final double MOST_OF = 0.5;
    private static final int FACTOR = 4;
    private static final double ROOM = 0.7;

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        for (CacheUse cache : now.all(CacheUse.class)) {
            if (cache.readsPerSecond() >= FEW_READS
                    && cache.missesPerSecond() >= MANY_MISSES * cache.readsPerSecond()
                    && cache.evictionsPerSecond() >= MOST_OF * cache.missesPerSecond()
                    && cache.used() >= FULL * cache.limit()
                    && now.matters(cost(now, cache), NOTICEABLE)) {
                to.accept(suspicion(now, cache));
            }
        }
    }

    private static double cost(Observation now, CacheUse cache) {
        double avoidable = Math.min(cache.evictionsPerSecond(), cache.loadsPerSecond());
        return now.shareOfTime(avoidable * cache.loadMillis() / 1e3);
    }

    private static Suspicion suspicion(Observation now, CacheUse cache) {
        double misses = cache.missesPerSecond() / cache.readsPerSecond();
        Draft draft =
                new Draft(
                                "cache-too-small",
                                cache.name(),
                                Component.CACHE,
                                "The cache %s is too small: %s %% of its reads miss, and it evicts %s entries a second."
                                        .formatted(
                                                cache.name(),
                                                number(100 * misses),
                                                number(cache.evictionsPerSecond())))
                        .because(
                                "cache.miss_ratio",
                                100 * misses,
                                100 * MANY_MISSES,
                                "%s %% of the reads miss the tier in the process (from %s %% on it matters).")
                        .because(
                                "cache.evictions_per_second",
                                cache.evictionsPerSecond(),
                                MOST_OF * cache.missesPerSecond(),
                                "%s entries a second are evicted to make room (from half of the misses on, %s, size is the reason).")
                        .because(
                                "cache.used",
                                (double) cache.used(),
                                (double) cache.limit(),
                                cache.inBytes()
                                        ? "It holds %s of at most %s bytes."
                                        : "It holds %s of at most %s entries.")
                        .because(
                                "cache.load_seconds",
                                cache.loadMillis(),
                                Double.NaN,
                                "A load takes %s ms.")
                        .through(
                                now.through(
                                        "load",
                                        "The cache "
                                                + cache.name()
                                                + " forgets what is asked for again."))
                        .costs(cost(now, cache))
                        .advising("Let it keep more, if the heap has room.");
        if (!(now.mean("memory.heap_ratio", 10) > ROOM)) {
            long larger = cache.limit() * FACTOR;
            draft.offering(
                    new Offer(
                            new Action.CacheSize(
                                    cache.name(), cache.limit(), larger, cache.inBytes()),
                            "Let the cache %s keep %s %s instead of %s."
                                    .formatted(
                                            cache.name(),
                                            number(larger),
                                            cache.inBytes() ? "bytes" : "entries",
                                            number(cache.limit())),
                            prediction(cache, misses)));
        }
        return draft.done();
    }

    private static Prediction prediction(CacheUse cache, double misses) {
        double hits = 1 - misses;
        double evictable = Math.min(1, cache.evictionsPerSecond() / cache.missesPerSecond());
        double most = Math.min(misses * evictable, hits * (FACTOR - 1));
        double entries = Math.max(3, (double) cache.limit());
        double least = Math.min(most, hits * Math.log(FACTOR) / Math.log(entries));
        return new Prediction(
                "cache.load_ratio." + cache.name(),
                true,
                -Math.max(most, evictable * misses) / misses,
                -least / misses,
                "From Zipf's law, where hits go with the logarithm of the size, to all misses that evict.");
    }
}
