package io.headroom.search;

/// What a half-typed text may become.
///
/// @param kind what it leads to
/// @param text what to show, and for [Kind#QUERY] to search for
/// @param field the keyword field of a [Kind#VALUE], else empty
/// @param value what to filter by for a [Kind#VALUE], the id of a [Kind#DOCUMENT], else empty
public record Suggestion(Kind kind, String text, String field, String value) {

    /// What a suggestion leads to.
    public enum Kind {
        /// A search for words that occur together in titles.
        QUERY,
        /// A value of a keyword field: a brand, a category.
        VALUE,
        /// One document.
        DOCUMENT
    }
}
