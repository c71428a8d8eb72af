/// How long hits and invalidations take, by JMH, beside the bare libraries and the rivals.
///
/// The story starts in [io.headroom.benchmarks.speed.CacheSpeed#main].
@NullMarked
package io.headroom.benchmarks.speed;

import org.jspecify.annotations.NullMarked;
