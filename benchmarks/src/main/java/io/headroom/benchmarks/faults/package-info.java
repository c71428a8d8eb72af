/// The fault table: four processes share a cache while something breaks, and an oracle counts what
/// they read that should have been gone.
///
/// The story starts in [io.headroom.benchmarks.faults.CacheFaults#main], the child processes' one
/// in [io.headroom.benchmarks.faults.Node#main].
@NullMarked
package io.headroom.benchmarks.faults;

import org.jspecify.annotations.NullMarked;
