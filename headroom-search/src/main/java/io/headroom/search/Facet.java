package io.headroom.search;

import java.util.List;

/// The counts of one field.
///
/// @param values the most frequent first, equals by value; ranges in their own order
public record Facet(String field, List<Value> values) {

    public Facet {
        values = List.copyOf(values);
    }

    /// One count.
    ///
    /// @param value what a filter takes; of a range its bounds
    /// @param label the value's name in the request's language
    /// @param count the documents that have it
    public record Value(String value, String label, long count) {}
}
