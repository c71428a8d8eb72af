package io.headroom.http.cache;

import io.headroom.core.Bytes;
import java.time.Duration;
import java.util.List;

/// How much a [ResponseCache] keeps.
///
/// @param capacity of all stored answers in all codings, on the heap; at least 1 MB
/// @param maxBody the longest body that is stored, at most an eighth of the capacity
/// @param patience how long a request waits for another one that asks the application for the same;
///   then it asks itself
/// @param bypassHeaders the headers with which a request wants an answer of its own, such as the
///   token of a client that must read its own writes
public record ResponseCacheOptions(
        Bytes capacity, Bytes maxBody, Duration patience, List<String> bypassHeaders) {

    private static final long LEAST_CAPACITY = 1 << 20;

    public ResponseCacheOptions {
        if (capacity.count() < LEAST_CAPACITY) {
            throw new IllegalArgumentException(
                    "capacity must be at least 1 MB, but is " + capacity);
        }
        if (maxBody.count() > capacity.count() / 8) {
            throw new IllegalArgumentException(
                    "maxBody must be at most an eighth of the capacity, but is " + maxBody);
        }
        if (patience.isNegative()) {
            throw new IllegalArgumentException("patience must not be negative, but is " + patience);
        }
        bypassHeaders = List.copyOf(bypassHeaders);
    }

    /// 64 MB, bodies up to 1 MB, a patience of 5 s, no headers.
    public static ResponseCacheOptions defaults() {
        return new ResponseCacheOptions(
                Bytes.parse("64MB"), Bytes.parse("1MB"), Duration.ofSeconds(5), List.of());
    }
}
