/// The index advisor on TPC-H: whether the sandbox plans as PostgreSQL does with real indexes, what
/// the advice is worth beside published figures, and what it does to run times.
///
/// The story starts at {@link io.headroom.benchmarks.advisor.IndexAdvisorBench#main}.
@NullMarked
package io.headroom.benchmarks.advisor;

import org.jspecify.annotations.NullMarked;
