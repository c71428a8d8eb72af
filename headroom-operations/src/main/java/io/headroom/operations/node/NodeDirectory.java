package io.headroom.operations.node;

import java.time.Duration;
import java.util.List;

/// Says which nodes the service has. Answers from memory; safe for use by many threads.
@FunctionalInterface
public interface NodeDirectory {

    /// What is known at this moment.
    Sightings sightings();

    /// The nodes that are known.
    ///
    /// @param self the node that was asked
    /// @param others the nodes beside it, by their names
    /// @param problem why this may be out of date; empty when it is not
    record Sightings(ServiceNode self, List<Seen> others, String problem) {

        public Sightings {
            others = List.copyOf(others);
        }
    }

    /// Another node.
    ///
    /// @param silence for how long it gave no sign when the directory was read last
    /// @param silent whether that is too long for one that lives
    record Seen(ServiceNode node, Duration silence, boolean silent) {}
}
