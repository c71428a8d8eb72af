/// Findings and actions in a service: what the features report, what can be changed while it runs,
/// and the calls.
@NullMarked
package io.headroom.spring.operations.finding;

import org.jspecify.annotations.NullMarked;
