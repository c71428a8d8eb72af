/// Tells caches in front of the service (a CDN, Varnish) what they must forget.
///
/// An edge keeps answers under the keys of their `Surrogate-Key`. When tags are invalidated,
/// [io.headroom.http.edge.EdgePurges] sends their keys to every edge: one request at a time, which
/// takes along all that came meanwhile, repeated until the edge took it. What an edge fetched from
/// a node that had not yet heard of the invalidation is purged by a second request a little later.
///
/// The story starts at [io.headroom.http.edge.EdgePurges#purge].
@NullMarked
package io.headroom.http.edge;

import org.jspecify.annotations.NullMarked;
