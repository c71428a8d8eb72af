/// Alerts in a Spring service: their calls, and the way to those who hear of them. Here
/// [io.headroom.operations.alert.delivery.AlertDesk] meets the job queues: a change of an alert
/// becomes a job for each channel that its priority is routed to. Webhooks are configured; a bean
/// of the type [io.headroom.spring.operations.alert.AlertChannel] adds any other way, as mail.
///
/// The story starts at `AlertRounds` and goes on at `AlertDeliveries`.
@NullMarked
package io.headroom.spring.operations.alert;

import org.jspecify.annotations.NullMarked;
