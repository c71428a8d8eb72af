package io.headroom.postgres.advisor;

import io.headroom.core.Bytes;
import io.headroom.postgres.plan.Plan;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// A what-if that is asked at a pace: one plan, and the candidates of one table, at a time.
record PacedWhatIf(WhatIf target, Pace pace) implements WhatIf {

    @Override
    public Map<IndexDefinition, Bytes> define(List<IndexDefinition> definitions)
            throws SQLException {
        Map<String, List<IndexDefinition>> byTable = new LinkedHashMap<>();
        for (IndexDefinition definition : definitions) {
            byTable.computeIfAbsent(definition.qualifiedTable(), _ -> new ArrayList<>())
                    .add(definition);
        }
        Map<IndexDefinition, Bytes> sizes = new LinkedHashMap<>();
        for (List<IndexDefinition> ofTable : byTable.values()) {
            pace.rest();
            sizes.putAll(target.define(ofTable));
        }
        return sizes;
    }

    @Override
    public Plan plan(Question question, Collection<IndexDefinition> active) throws SQLException {
        pace.rest();
        return target.plan(question, active);
    }

    @Override
    public double cost(Question question, Collection<IndexDefinition> active) throws SQLException {
        pace.rest();
        return target.cost(question, active);
    }

    @Override
    public @Nullable IndexDefinition behind(String indexName) {
        return target.behind(indexName);
    }

    @Override
    public List<String> notes() {
        return target.notes();
    }

    @Override
    public void close() throws SQLException {
        target.close();
    }
}
