package io.headroom.spring.overload;

/// How many connections and requests the heap can hold.
///
/// In Tomcat 11 with the read buffer of `ConnectionBound` an idle connection holds 11 KB, one whose
/// request was read 42 to 46 KB, and one whose request the container has begun 75 to 115 KB (class
/// histograms, `benchmarks/connection-memory.py`). Of the share of the heap that connections may
/// fill, two thirds are theirs with a request read, and the rest is for requests under way.
///
/// @param connections the most connections, at least 1
/// @param requests the most requests under way, or waiting for a thread, at least 1
public record ConnectionMemory(int connections, int requests) {

    private static final double BYTES_OF_CONNECTION = 46 * 1024;
    private static final double BYTES_OF_REQUEST = 101 * 1024;

    /// Divides a heap.
    ///
    /// @param heapShare the part of the heap that connections may fill, above 0
    /// @param heapBytes the largest heap
    public static ConnectionMemory of(double heapShare, long heapBytes) {
        double bytes = heapBytes * heapShare / 3;
        return new ConnectionMemory(
                count(2 * bytes / BYTES_OF_CONNECTION), count(bytes / BYTES_OF_REQUEST));
    }

    private static int count(double many) {
        return Math.clamp(Math.round(many), 1, Integer.MAX_VALUE);
    }
}
