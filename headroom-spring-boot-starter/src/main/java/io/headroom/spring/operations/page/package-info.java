/// The page at `/operations`, the stream of snapshots that it lives on, and the calls of the
/// operations' contract that answer in place of features that a service does not have.
///
/// The story starts at
/// [io.headroom.spring.operations.page.HeadroomOperationsPageAutoConfiguration].
@NullMarked
package io.headroom.spring.operations.page;

import org.jspecify.annotations.NullMarked;
