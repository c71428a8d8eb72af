package io.headroom.spring.operations.alert;

import io.headroom.operations.alert.delivery.AlertReceiver;
import java.util.regex.Pattern;

/// A way to somebody who hears of alerts. A service adds its own as beans.
///
/// @param name in routes, figures and logs: 1 to 40 of `a-z 0-9 -`
/// @param queue of `headroom.jobs.queues`, where its messages wait; its retries are the channel's
/// @param receiver hands messages over. What it throws is a failure and is tried again; a
///   [io.headroom.jobs.RetryAfterException] says when
public record AlertChannel(String name, String queue, AlertReceiver receiver) {

    private static final Pattern NAME = Pattern.compile("[a-z0-9][a-z0-9-]{0,39}");

    public AlertChannel {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    "the name of an alert channel must be 1 to 40 of a-z, 0-9, '-'");
        }
    }
}
