package io.headroom.benchmarks.faults;

import java.util.List;

/// What a node saw; it writes it as JSON when it ends.
///
/// @param reads per slot of the [Timeline], successful ones
/// @param loads per slot
/// @param readErrors reads that threw, since the fault began
/// @param writes changes that were committed and invalidated
/// @param unacknowledged those of them whose invalidation failed or threw
/// @param drafts reads that returned what was never committed
/// @param loadsByKey since the fault began
/// @param latencies of reads since the fault began
/// @param sweeps for each look at all keys after the fault those of which it served something else
///   than the database
/// @param failures examples of what was thrown
@SuppressWarnings("ArrayRecordComponent") // written and read once, never compared
record NodeReport(
        long[] reads,
        long[] loads,
        long readErrors,
        long writes,
        long unacknowledged,
        long drafts,
        int[] loadsByKey,
        long[] latencies,
        List<int[]> sweeps,
        List<String> failures) {}
