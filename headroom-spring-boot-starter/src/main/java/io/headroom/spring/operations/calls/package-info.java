/// The operations' calls that belong to no single feature: the reset of all figures that count from
/// a moment, and the answer in place of features that this version does not have.
///
/// The story starts at
/// [io.headroom.spring.operations.calls.HeadroomOperationsCallsAutoConfiguration].
@NullMarked
package io.headroom.spring.operations.calls;

import org.jspecify.annotations.NullMarked;
