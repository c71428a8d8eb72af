package io.headroom.search;

import java.util.Map;

/// A document that was found.
///
/// @param score how well it matches, comparable within one answer only; 0 where the order is not by
///   relevance
/// @param highlights of each highlighted field with a match, its text (the title) or a part of it
///   of about 160 characters, as HTML: everything escaped, matches in `<mark>`
/// @param data what was kept with the document
public record SearchHit(
        String id, double score, Map<String, String> highlights, Map<String, String> data) {
    public SearchHit {
        highlights = Map.copyOf(highlights);
        data = Map.copyOf(data);
    }
}
