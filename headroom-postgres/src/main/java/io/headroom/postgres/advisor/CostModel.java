package io.headroom.postgres.advisor;

import io.headroom.core.Bytes;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What a workload costs with a set of candidates, by the planner of a [WhatIf].
///
/// A statement's cost depends only on the candidates that concern it: it is asked for once for each
/// set of them (Schlosser et al. 2019 call it the cache of what-if calls). Costs become shares of
/// the workload's time: a statement that took 30 % of the time and would cost half saves 15 %.
final class CostModel {

    private final WhatIf whatIf;
    private final List<Query> queries;
    private final List<IndexDefinition> candidates;
    private final List<Bytes> sizes;
    private final List<BitSet> concerned = new ArrayList<>();
    private final List<Map<BitSet, Double>> cache = new ArrayList<>();
    private final double totalMillis;
    private long asked;

    /// @param sizes the candidates with their sizes
    /// @param totalMillis the whole workload's time, statements that cannot be planned included
    CostModel(
            WhatIf whatIf,
            List<Query> queries,
            Map<IndexDefinition, Bytes> sizes,
            double totalMillis) {
        this.whatIf = whatIf;
        this.queries = List.copyOf(queries);
        this.candidates = List.copyOf(sizes.keySet());
        this.sizes = candidates.stream().map(sizes::get).toList();
        this.totalMillis = totalMillis;
        for (Query query : queries) {
            BitSet concerning = new BitSet();
            for (int i = 0; i < candidates.size(); i++) {
                concerning.set(i, query.concerns(candidates.get(i)));
            }
            concerned.add(concerning);
            cache.add(new HashMap<>());
        }
    }

    int candidates() {
        return candidates.size();
    }

    int queries() {
        return queries.size();
    }

    IndexDefinition candidate(int number) {
        return candidates.get(number);
    }

    long bytes(int candidate) {
        return sizes.get(candidate).count();
    }

    long bytes(BitSet set) {
        return set.stream().mapToLong(this::bytes).sum();
    }

    /// How often the planner was asked.
    long asked() {
        return asked;
    }

    /// What the set saves of the workload's time, from 0 to 1; below 0 when plans get worse.
    double saving(BitSet set) throws SQLException {
        double saving = 0;
        for (int query = 0; query < queries.size(); query++) {
            saving += saving(query, set);
        }
        return saving;
    }

    /// What adding one candidate and removing others saves beside what is there.
    double gain(BitSet from, BitSet to) throws SQLException {
        BitSet changed = (BitSet) from.clone();
        changed.xor(to);
        double gain = 0;
        for (int query = 0; query < queries.size(); query++) {
            if (concerned.get(query).intersects(changed)) {
                gain += saving(query, to) - saving(query, from);
            }
        }
        return gain;
    }

    /// What the set saves in one statement, as a share of the whole workload's time.
    double saving(int query, BitSet set) throws SQLException {
        Query asked = queries.get(query);
        if (asked.base <= 0 || totalMillis <= 0) {
            return 0;
        }
        double share = asked.statement.totalMillis() / totalMillis;
        return share * (1 - cost(query, set) / asked.base);
    }

    /// A statement's cost with the set.
    double cost(int query, BitSet set) throws SQLException {
        BitSet relevant = (BitSet) set.clone();
        relevant.and(concerned.get(query));
        Query asked = queries.get(query);
        if (relevant.isEmpty()) {
            return asked.base;
        }
        Double known = cache.get(query).get(relevant);
        if (known != null) {
            return known;
        }
        List<IndexDefinition> active = relevant.stream().mapToObj(candidates::get).toList();
        double sum = 0;
        for (Question question : asked.questions) {
            sum += whatIf.cost(question, active);
            this.asked++;
        }
        double cost = sum / asked.questions.size();
        cache.get(query).put(relevant, cost);
        return cost;
    }

    Query query(int number) {
        return queries.get(number);
    }
}
