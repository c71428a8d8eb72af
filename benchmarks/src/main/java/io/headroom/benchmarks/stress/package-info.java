/// What two threads may see of the guard that keeps late loads out of L1, by jcstress.
///
/// The tests go through the public API: a loader on the caller's own thread samples the guard,
/// reads the source, and fills.
@NullMarked
package io.headroom.benchmarks.stress;

import org.jspecify.annotations.NullMarked;
