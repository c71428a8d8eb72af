package io.headroom.operations.finding.rules;

import static io.headroom.operations.finding.Observation.number;

import io.headroom.operations.finding.Fact.CacheUse;
import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.health.Component;
import java.util.function.Consumer;

/// `cache-hot-key`: one of many keys takes a good part of a cache's reads while it is not simply
/// answered from this process: it is invalidated again and again, so that all who ask wait for its
/// load. That several wait for one load tells it from a front page's key, which is read as much and
/// never changes, in a cache whose other keys do.
final class HotKeyRule implements FindingRule {

    private static final double MUCH = 0.3;
    private static final double FEW_READS = 20;
    private static final int MANY_ENTRIES = 20;
    private static final double CHANGES = 0.5;

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        for (CacheUse cache : now.all(CacheUse.class)) {
            boolean many = cache.inBytes() || cache.used() >= MANY_ENTRIES;
            if (many
                    && !cache.hottest().isEmpty()
                    && cache.hottestShare() >= MUCH
                    && cache.readsPerSecond() >= FEW_READS
                    && cache.invalidationsPerSecond() >= CHANGES
                    && cache.loadsPerSecond() >= CHANGES
                    && cache.joinsPerSecond() >= CHANGES) {
                to.accept(suspicion(now, cache));
            }
        }
    }

    private static Suspicion suspicion(Observation now, CacheUse cache) {
        return new Draft(
                        "cache-hot-key",
                        cache.name(),
                        Component.CACHE,
                        "The key %s takes %s %% of the reads of the cache %s and is invalidated again and again."
                                .formatted(
                                        shown(cache.hottest()),
                                        number(100 * cache.hottestShare()),
                                        cache.name()))
                .because(
                        "cache.hottest_share",
                        100 * cache.hottestShare(),
                        100 * MUCH,
                        "One key takes %s %% of the reads (from %s %% on it is hot).")
                .because(
                        "cache.invalidations_per_second",
                        cache.invalidationsPerSecond(),
                        CHANGES,
                        "%s values a second are invalidated (from %s on it matters).")
                .because(
                        "cache.joins_per_second",
                        cache.joinsPerSecond(),
                        CHANGES,
                        "%s reads a second wait for a load that another one began (from %s on it matters).")
                .because(
                        "cache.load_seconds", cache.loadMillis(), Double.NaN, "A load takes %s ms.")
                .through(now.through("load", "All who ask for the key wait for its load."))
                .costs(cache.hottestShare() * now.shareOfPart("load"))
                .advising(
                        "Write it less often, split it, or serve the old value while it is loaded (staleWhileRevalidate).")
                .done();
    }

    private static String shown(String key) {
        return key.length() <= 80 ? key : key.substring(0, 79) + "…";
    }
}
