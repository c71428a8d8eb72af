package io.headroom.operations.alert.delivery;

import io.headroom.operations.alert.Words;
import java.time.Instant;
import java.util.List;

/// What a node has to say.
///
/// @param active what is pending or fires
/// @param over what is over since the last report that was taken
/// @param words what operators said since then
/// @param at the node's time
record Report(
        String node,
        List<Sighting> active,
        List<Sighting> over,
        List<Words.Word> words,
        Instant at) {

    boolean isEmpty() {
        return active.isEmpty() && over.isEmpty() && words.isEmpty();
    }
}
