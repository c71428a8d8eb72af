package io.headroom.load;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// How many reads the caches answered.
///
/// @param byTier percent, by tier
/// @param overallPercent share of the cacheable reads that were answered without a load, null when
///   the service does not tell
/// @param basis how the overall rate was taken
record HitRates(Map<String, Double> byTier, @Nullable Double overallPercent, String basis) {

    /// What the application answered. A collapsed request waited for another one's answer and
    /// caused no load of its own.
    private static final String MISS = "miss";

    /// What the response cache may not answer.
    private static final String BYPASS = "bypass";

    /// Requests of a tier with a result.
    interface Tier {
        double requests(String tier, String result);
    }

    /// @param responses requests to the response cache by result, empty without one
    /// @param loads loads of the data caches; empty when not told
    static HitRates of(Map<String, Double> responses, Tier tier, OptionalDouble loads) {
        Map<String, Double> byTier = new TreeMap<>();
        double l1 = tier.requests("l1", "hit");
        double l1Lookups = l1 + tier.requests("l1", "miss") + tier.requests("l1", "incoherent");
        double l2 = tier.requests("l2", "hit");
        double l2Lookups = l2 + tier.requests("l2", "miss") + tier.requests("l2", "busy");
        put(byTier, "l1", l1, l1Lookups);
        put(byTier, "l2", l2, l2Lookups);
        double reads = 0;
        double misses = 0;
        for (Map.Entry<String, Double> response : responses.entrySet()) {
            reads += response.getKey().equals(BYPASS) ? 0 : response.getValue();
            misses += response.getKey().equals(MISS) ? response.getValue() : 0;
        }
        put(byTier, "response", reads - misses, reads);
        if (reads > 0) {
            // A read can cause several loads, so at most that many reads had to load.
            double loaded = Math.min(misses, loads.orElse(misses));
            return new HitRates(
                    byTier,
                    percent(reads - loaded, reads),
                    "requests to the response cache less those that missed and loaded");
        }
        if (l1Lookups > 0) {
            return new HitRates(
                    byTier,
                    percent(Math.min(l1Lookups, l1 + l2), l1Lookups),
                    "lookups that the data caches answered from either tier");
        }
        return new HitRates(byTier, null, "the service tells no cache figures");
    }

    private static void put(Map<String, Double> rates, String name, double hits, double all) {
        if (all > 0) {
            rates.put(name, percent(hits, all));
        }
    }

    private static double percent(double part, double all) {
        return Rounding.toThreeDecimals(100 * part / all);
    }
}
