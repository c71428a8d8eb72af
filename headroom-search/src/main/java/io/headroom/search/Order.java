package io.headroom.search;

/// The order of results. Equals follow each other by id.
public sealed interface Order {

    /// The best match first; without a text, the schema's first prior, the greatest first.
    record Relevance() implements Order {}

    /// By a number field; documents without the number come last.
    record By(String field, boolean descending) implements Order {}
}
