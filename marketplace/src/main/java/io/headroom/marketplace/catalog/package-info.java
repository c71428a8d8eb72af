/// The catalogue: items in a tree of categories, read page by page and written by their merchants.
///
/// {@link io.headroom.marketplace.catalog.Catalog} performs every write in one transaction; writers
/// of one item take turns before they take a connection. Before the write returns, every node has
/// forgotten what it changed, and nothing else: lists are kept as the numbers of their items under
/// {@link io.headroom.marketplace.catalog.CatalogTags}, and shown with cards that are kept by item.
/// Whoever keeps copies of the catalogue (the search index) hears of the write as a {@link
/// io.headroom.marketplace.catalog.CatalogListener} after the commit, or follows {@link
/// io.headroom.marketplace.catalog.ItemFeed}, which misses nothing.
///
/// The story starts at {@link io.headroom.marketplace.catalog.Catalog#browse}.
@NullMarked
package io.headroom.marketplace.catalog;

import org.jspecify.annotations.NullMarked;
