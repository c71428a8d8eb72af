/// Which nodes the service has, and asking them: each announces its address in the Redis of
/// `headroom.cache`, and the one that is asked by a caller asks the others over HTTP, with the
/// caller's own authorization and within a deadline that a call has anyway.
///
/// The story starts at [io.headroom.spring.operations.node.Peers#ask].
@NullMarked
package io.headroom.spring.operations.node;

import org.jspecify.annotations.NullMarked;
