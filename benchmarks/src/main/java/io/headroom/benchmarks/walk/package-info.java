/// `./headroom bench operations-walk`: from a page of trouble to a verified fix, as a person at the
/// page does it, with a picture of each step.
///
/// The story starts at [io.headroom.benchmarks.walk.OperationsWalk#main].
@NullMarked
package io.headroom.benchmarks.walk;

import org.jspecify.annotations.NullMarked;
