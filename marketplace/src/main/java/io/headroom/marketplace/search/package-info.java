/// Finding items: the catalogue in a search index that each node holds and keeps current.
///
/// A node reads the whole catalogue once and follows its changes from then on; a change is found on
/// every node within about a second, and the item that an answer shows is never older than the
/// catalogue's own.
///
/// Answers are cached for all nodes. A write drops those that it may change before it returns; and
/// a node that makes one anew first brings its index up to what is committed, or, where it cannot,
/// answers with what it has and keeps the answer nowhere. So no node that lags behind hands its old
/// answers to the others.
///
/// The story of a question starts at [io.headroom.marketplace.search.ItemSearch#find], that of a
/// change at [io.headroom.marketplace.search.IndexFollower#follow].
@NullMarked
package io.headroom.marketplace.search;

import org.jspecify.annotations.NullMarked;
