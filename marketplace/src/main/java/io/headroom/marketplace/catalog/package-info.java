/// The catalogue: items in a tree of categories, read page by page and written by their merchants.
///
/// {@link io.headroom.marketplace.catalog.Catalog} answers every question with one statement, and
/// performs every write in one transaction; whoever keeps copies (caches, the search index) hears
/// of it as a {@link io.headroom.marketplace.catalog.CatalogListener} after the commit, or follows
/// {@link io.headroom.marketplace.catalog.ItemFeed}, which misses nothing.
///
/// The story starts at {@link io.headroom.marketplace.catalog.Catalog#browse}.
@NullMarked
package io.headroom.marketplace.catalog;

import org.jspecify.annotations.NullMarked;
