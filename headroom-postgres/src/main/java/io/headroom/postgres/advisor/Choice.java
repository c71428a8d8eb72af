package io.headroom.postgres.advisor;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// Sorts out candidates before the search: those that save nothing alone, and those whose columns
/// are updated so often that reading faster does not pay for it.
final class Choice {

    private static final double LEAST_ALONE = 1e-6;

    private final CostModel costs;
    private final Budget budget;
    private final AdvisorOptions options;
    private final WriteCosts writes;
    private final double[] writeCosts;
    private final List<IndexVeto> vetoes = new ArrayList<>();

    Choice(CostModel costs, WriteCosts writes, Budget budget, AdvisorOptions options) {
        this.costs = costs;
        this.budget = budget;
        this.options = options;
        this.writes = writes;
        this.writeCosts = new double[costs.candidates()];
        for (int i = 0; i < writeCosts.length; i++) {
            writeCosts[i] = writes.of(costs.candidate(i));
        }
    }

    double writeCost(int candidate) {
        return writeCosts[candidate];
    }

    List<IndexVeto> vetoes() {
        return List.copyOf(vetoes);
    }

    BitSet worthTrying() throws SQLException {
        BitSet worth = new BitSet();
        for (int candidate = 0; candidate < costs.candidates(); candidate++) {
            BitSet alone = new BitSet();
            alone.set(candidate);
            double saving = costs.saving(alone);
            if (saving > LEAST_ALONE && !isVetoed(candidate, saving)) {
                worth.set(candidate);
            }
        }
        return worth;
    }

    private boolean isVetoed(int candidate, double saving) {
        IndexDefinition index = costs.candidate(candidate);
        Set<String> hot = writes.hotColumns(index);
        if (hot.isEmpty() || saving >= options.vetoFactor() * writeCosts[candidate]) {
            return false;
        }
        boolean known =
                vetoes.stream()
                        .anyMatch(veto ->
                                veto.index().table().equals(index.table())
                                        && veto.index()
                                                .keys()
                                                .getFirst()
                                                .equals(index.keys().getFirst()));
        if (saving >= budget.leastSaving() && !known) {
            vetoes.add(
                    new IndexVeto(
                            index,
                            String.format(
                                    Locale.ROOT,
                                    "Updates of %s are heap-only for %.0f %% now; with this index they would write every index of %s and take two to five times as long: %.1f %% of the time against %.1f %% saved.",
                                    String.join(", ", hot),
                                    100 * writes.hotShare(index),
                                    index.table(),
                                    100 * writeCosts[candidate],
                                    100 * saving),
                            saving,
                            writeCosts[candidate]));
        }
        return true;
    }
}
