package io.headroom.marketplace.sales;

/// An item and how well it answers the question.
///
/// @param id the item
/// @param score higher is better; comparable within one answer only
public record ScoredItem(long id, double score) {}
