package io.headroom.marketplace.catalog;

import java.util.List;

/// A category with the ones below it.
///
/// @param slug its stable name in addresses and filters
/// @param name its name in the asked language
/// @param count how many listed items stand in it or below it
/// @param children the categories below, in the shop's order
public record CategoryNode(String slug, String name, long count, List<CategoryNode> children) {}
