package io.headroom.benchmarks.advisor;

import io.headroom.postgres.advisor.IndexDefinition;

/// Short names of indexes for tables.
final class Names {

    private Names() {}

    static String shortly(IndexDefinition index) {
        return "`%s(%s)%s%s`"
                .formatted(
                        index.table(),
                        String.join(", ", index.keys()),
                        index.include().isEmpty()
                                ? ""
                                : " INCLUDE (" + String.join(", ", index.include()) + ")",
                        index.predicate().isEmpty() ? "" : " WHERE " + index.predicate());
    }
}
