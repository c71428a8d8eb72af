package io.headroom.search;

import java.util.List;

/// A count that is wanted with the results.
///
/// Filters on the facet's own field are left out of its counts, all others apply: the counts say
/// what choosing another value instead, or as well, would find.
public sealed interface FacetRequest {

    /// The most values or ranges of one facet.
    int MAX_VALUES = 1_000;

    /// The field that is counted.
    String field();

    /// The values of a keyword field by how many documents have them, the most frequent first.
    ///
    /// @param limit how many values, 1–1000
    record Values(String field, int limit) implements FacetRequest {
        public Values {
            if (limit < 1 || limit > MAX_VALUES) {
                throw new IllegalArgumentException(
                        "limit of the facet "
                                + field
                                + " must be 1–"
                                + MAX_VALUES
                                + ", but is "
                                + limit);
            }
        }
    }

    /// How many documents' numbers lie in each range: from an edge, up to the next but without it.
    /// Ranges nothing lies in are left out. A range's value is written `10-20`; `50-` when it has
    /// no end.
    ///
    /// @param edges 2–1001 rising numbers; the last may be infinity
    record Ranges(String field, List<Double> edges) implements FacetRequest {
        public Ranges {
            edges = List.copyOf(edges);
            if (edges.size() < 2 || edges.size() > MAX_VALUES + 1) {
                throw new IllegalArgumentException(
                        "edges of the facet " + field + " must be 2–1001, but are " + edges.size());
            }
            for (int i = 1; i < edges.size(); i++) {
                if (!(edges.get(i - 1) < edges.get(i))) {
                    throw new IllegalArgumentException(
                            "edges of the facet " + field + " must rise, but are " + edges);
                }
            }
        }
    }
}
