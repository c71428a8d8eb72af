package io.headroom.operations.alert.delivery;

import io.headroom.operations.alert.Words;
import java.util.List;
import java.util.Set;

/// How alerts stand in the cluster.
///
/// @param incidents what fires
/// @param seen alerts that are pending or fire on any node
/// @param words what operators said that holds
/// @param waiting changes that wait until a message may leave again
record Standing(List<Incident> incidents, Set<String> seen, Words words, int waiting) {

    static final Standing EMPTY = new Standing(List.of(), Set.of(), Words.NONE, 0);
}
