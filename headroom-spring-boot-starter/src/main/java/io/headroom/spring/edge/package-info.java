/// Lets the edges in front of the service (`headroom.http.edges`) forget what a write made wrong.
///
/// The story starts at [io.headroom.spring.edge.HeadroomEdgeAutoConfiguration].
@NullMarked
package io.headroom.spring.edge;

import org.jspecify.annotations.NullMarked;
