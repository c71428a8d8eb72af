/// Finding items: the catalogue in a search index that each node holds and keeps current.
///
/// A node reads the whole catalogue once and follows its changes from then on; a change is found on
/// every node within about a second, and the item that an answer shows is never older than the
/// catalogue's own. Answers are cached; the follower drops them whenever it changed the index.
///
/// The story of a question starts at [io.headroom.marketplace.search.ItemSearch#find], that of a
/// change at [io.headroom.marketplace.search.IndexFollower#follow].
@NullMarked
package io.headroom.marketplace.search;

import org.jspecify.annotations.NullMarked;
