package io.headroom.operations.alert.delivery;

import io.headroom.operations.alert.Priority;
import java.time.Instant;
import java.util.List;

/// An alert that fires somewhere in the cluster.
///
/// @param told whether somebody was told
/// @param nodes where it is pending or fires
public record Incident(
        long id,
        String alert,
        Priority priority,
        Instant firedAt,
        boolean told,
        List<String> nodes) {

    /// Stands in all messages, log lines and jobs about it.
    public String correlation() {
        return "alert-" + id;
    }
}
