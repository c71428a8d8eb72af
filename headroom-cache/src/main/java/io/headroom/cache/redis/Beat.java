package io.headroom.cache.redis;

import static io.headroom.cache.redis.Script.string;

import java.util.List;

/// The answer to a beat.
///
/// @param generation of the partition
/// @param sequence of the last event
/// @param redisMicros the server's clock
/// @param sentNanos when the beat was sent, by this node's monotonic clock
/// @param receivedNanos when its answer was there
record Beat(
        String generation, long sequence, long redisMicros, long sentNanos, long receivedNanos) {

    static Beat of(List<Object> answer, long sentNanos, long receivedNanos) {
        return new Beat(
                string((byte[]) answer.get(0)),
                Long.parseLong(string((byte[]) answer.get(1))),
                Long.parseLong(string((byte[]) answer.get(2))),
                sentNanos,
                receivedNanos);
    }
}
