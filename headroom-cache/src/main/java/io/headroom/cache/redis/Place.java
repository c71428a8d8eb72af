package io.headroom.cache.redis;

import static io.headroom.cache.redis.Script.string;

import java.util.List;

/// Where a partition's log stands, in the answer of a script.
///
/// @param generation of the partition
/// @param sequence of the last event
/// @param barriers how many stand
record Place(String generation, long sequence, int barriers) {

    static Place of(List<Object> answer) {
        return new Place(
                string((byte[]) answer.get(0)),
                Long.parseLong(string((byte[]) answer.get(1))),
                Math.toIntExact((Long) answer.get(2)));
    }
}
