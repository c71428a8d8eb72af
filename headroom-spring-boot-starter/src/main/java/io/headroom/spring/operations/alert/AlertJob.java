package io.headroom.spring.operations.alert;

import io.headroom.jobs.JobType;
import io.headroom.operations.alert.delivery.AlertMessage;

/// A message on its way.
///
/// @param channel to whom
record AlertJob(String channel, AlertMessage message) {

    /// @param queue where it waits unless its channel has another
    static JobType<AlertJob> type(String queue) {
        return JobType.of("alert-message", AlertJob.class).inQueue(queue);
    }
}
