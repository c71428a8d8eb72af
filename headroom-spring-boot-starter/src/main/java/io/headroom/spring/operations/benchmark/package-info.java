/// `…/benchmarks`: short measurements of the service's own parts, safe while it serves.
///
/// One runs at a time, on one thread, for at most half a minute, and none begins or goes on while
/// the service is busy. What one wrote is gone when it ends, however it ends. A bean of the type
/// [io.headroom.spring.operations.benchmark.Benchmark] adds a kind. The story starts at
/// `BenchmarkRunner.start`.
@NullMarked
package io.headroom.spring.operations.benchmark;

import org.jspecify.annotations.NullMarked;
