/// What Headroom is measured with: `./headroom bench`. Every figure that the documents name comes
/// from a command here; rivals run at their best documented settings, in the same run.
///
/// The story starts in [io.headroom.benchmarks.Bench#main].
@NullMarked
package io.headroom.benchmarks;

import org.jspecify.annotations.NullMarked;
