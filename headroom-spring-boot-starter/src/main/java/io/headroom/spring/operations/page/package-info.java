/// The page at `/operations`, and the stream of snapshots that it lives on.
///
/// The story starts at
/// [io.headroom.spring.operations.page.HeadroomOperationsPageAutoConfiguration].
@NullMarked
package io.headroom.spring.operations.page;

import org.jspecify.annotations.NullMarked;
