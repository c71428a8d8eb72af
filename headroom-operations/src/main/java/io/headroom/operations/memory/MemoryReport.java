package io.headroom.operations.memory;

import java.time.Instant;
import java.util.Map;

/// The process's memory at a moment. Bytes; NaN and -1 where the system does not tell.
///
/// @param heapUsed garbage included
/// @param heapCommitted what the system has given for it
/// @param heapMax the most that it may hold
/// @param liveSet what it held after the last major collection
/// @param residentBytes of the whole process, as the system sees it
/// @param nativeBytes what is known of the memory outside the heap: parts of the JVM by name, and
///   buffers
/// @param otherBytes resident, but not explained by heap and parts: thread stacks, the collector's
///   tables, native libraries
/// @param threads that live, virtual ones apart
/// @param classes that are loaded
/// @param collections since the start, by the collector's name
/// @param leak whether the live set looks like one
/// @param search what was found of it
/// @param searching whether it is being looked for
public record MemoryReport(
        Instant at,
        long heapUsed,
        long heapCommitted,
        long heapMax,
        double liveSet,
        long residentBytes,
        Map<String, Long> nativeBytes,
        long otherBytes,
        int threads,
        int classes,
        Map<String, Long> collections,
        LeakVerdict leak,
        LeakReport search,
        boolean searching) {

    public MemoryReport {
        nativeBytes = Map.copyOf(nativeBytes);
        collections = Map.copyOf(collections);
    }
}
