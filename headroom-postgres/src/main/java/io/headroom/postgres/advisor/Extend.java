package io.headroom.postgres.advisor;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.IntToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// Chooses a set of candidates within a budget.
///
/// Each step takes the best of: one more candidate, or a wider one in the place of a chosen one
/// whose keys it begins with; best by what it saves for each byte that it adds (R. Schlosser, J.
/// Kossmann, M. Boissier: Efficient Scalable Multi-Attribute Index Selection Using Recursive
/// Strategies, ICDE 2019; "Extend" in J. Kossmann et al.: Magic mirror in my hand, which is the
/// best in the land?, PVLDB 13, 2020). Any candidate may be added, not only those of one column:
/// the planner often uses the second column only.
///
/// Saving per byte alone fills a small budget with small indexes; so the search also runs by saving
/// per root of bytes and by saving alone, mostly from the cache, and the best end wins.
final class Extend {

    private static final double[] SIZE_EXPONENTS = {1, 0.5, 0};
    private static final double CLEARLY_BETTER = 1.01;
    private static final double MEGABYTE = 1 << 20;

    private final CostModel costs;
    private final Budget budget;
    private final IntToDoubleFunction writeCost;
    private final BooleanSupplier outOfTime;

    /// @param writeCost what a candidate costs writes, as a share of the workload's time
    /// @param outOfTime whether to stop with what was found
    Extend(
            CostModel costs,
            Budget budget,
            IntToDoubleFunction writeCost,
            BooleanSupplier outOfTime) {
        this.costs = costs;
        this.budget = budget;
        this.writeCost = writeCost;
        this.outOfTime = outOfTime;
    }

    /// A change of the set.
    private record Move(BitSet to, double score, double gain, long bytes) {}

    /// The chosen candidates in the order of their worth: each saves most for its bytes beside
    /// those before it.
    ///
    /// @param allowed the candidates to choose from
    List<Integer> choose(BitSet allowed) throws SQLException {
        BitSet best = new BitSet();
        double bestNet = 0;
        for (double exponent : SIZE_EXPONENTS) {
            BitSet set = search(allowed, exponent);
            double net = net(set);
            if (net > bestNet * CLEARLY_BETTER) {
                best = set;
                bestNet = net;
            }
        }
        return ordered(best);
    }

    private double net(BitSet set) throws SQLException {
        return costs.saving(set) - set.stream().mapToDouble(writeCost).sum();
    }

    private BitSet search(BitSet allowed, double exponent) throws SQLException {
        BitSet set = new BitSet();
        while (!outOfTime.getAsBoolean()) {
            Move best = null;
            for (int candidate : allowed.stream().toArray()) {
                if (set.get(candidate)) {
                    continue;
                }
                Move move = best(set, candidate, exponent);
                if (move != null && (best == null || move.score > best.score)) {
                    best = move;
                }
            }
            if (best == null) {
                break;
            }
            set = best.to;
        }
        dropUseless(set);
        return set;
    }

    /// The best way to bring a candidate in; null when none fits or pays.
    private @Nullable Move best(BitSet set, int candidate, double exponent) throws SQLException {
        Move best = null;
        BitSet more = (BitSet) set.clone();
        more.set(candidate);
        IndexDefinition wider = costs.candidate(candidate);
        List<BitSet> ways = new ArrayList<>();
        ways.add(more);
        for (int chosen : set.stream().toArray()) {
            IndexDefinition narrow = costs.candidate(chosen);
            if (narrow.table().equals(wider.table())
                    && narrow.schema().equals(wider.schema())
                    && narrow.predicate().equals(wider.predicate())
                    && IndexDefinition.startsWith(wider.keys(), narrow.keys())) {
                BitSet instead = (BitSet) more.clone();
                instead.clear(chosen);
                ways.add(instead);
            }
        }
        for (BitSet way : ways) {
            long bytes = costs.bytes(way) - costs.bytes(set);
            if (way.cardinality() > budget.maxIndexes()
                    || costs.bytes(way) > budget.storage().count()) {
                continue;
            }
            double writes =
                    way.stream().mapToDouble(writeCost).sum()
                            - set.stream().mapToDouble(writeCost).sum();
            double gain = costs.gain(set, way) - writes;
            if (!pays(gain, bytes)) {
                continue;
            }
            double weighed = Math.max((double) bytes, 0.02 * costs.bytes(candidate));
            double score = gain / Math.pow(Math.max(1, weighed), exponent);
            if (best == null || score > best.score) {
                best = new Move(way, score, gain, bytes);
            }
        }
        return best;
    }

    private boolean pays(double gain, long bytes) {
        return gain > 0
                && gain >= budget.leastSaving()
                && gain >= budget.leastSavingPerMegabyte() * Math.max(0, bytes) / MEGABYTE;
    }

    /// Later choices may do what earlier ones did.
    private void dropUseless(BitSet set) throws SQLException {
        for (int chosen : set.stream().toArray()) {
            BitSet without = (BitSet) set.clone();
            without.clear(chosen);
            double loss = costs.gain(without, set) - writeCost.applyAsDouble(chosen);
            if (!pays(loss, costs.bytes(chosen))) {
                set.clear(chosen);
            }
        }
    }

    private List<Integer> ordered(BitSet set) throws SQLException {
        List<Integer> order = new ArrayList<>();
        BitSet taken = new BitSet();
        while (order.size() < set.cardinality()) {
            int best = -1;
            double bestScore = Double.NEGATIVE_INFINITY;
            for (int candidate : set.stream().toArray()) {
                if (taken.get(candidate)) {
                    continue;
                }
                BitSet more = (BitSet) taken.clone();
                more.set(candidate);
                double score = costs.gain(taken, more) / Math.max(1, costs.bytes(candidate));
                if (score > bestScore) {
                    best = candidate;
                    bestScore = score;
                }
            }
            taken.set(best);
            order.add(best);
        }
        return order;
    }
}
