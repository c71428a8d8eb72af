package io.headroom.operations.memory;

import java.time.Instant;

/// What a collection of garbage on request did.
///
/// @param at when it ended
/// @param heapBefore bytes
/// @param heapAfter bytes
/// @param millis how long it took
public record Collection(Instant at, long heapBefore, long heapAfter, double millis) {}
