/// Carries the correlation id of a request into what the request causes: other threads, scheduled
/// runs and outgoing calls.
///
/// The story starts at [io.headroom.spring.correlation.Correlation].
@NullMarked
package io.headroom.spring.correlation;

import org.jspecify.annotations.NullMarked;
