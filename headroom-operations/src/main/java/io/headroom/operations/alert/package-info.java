/// Alerts in process: [io.headroom.operations.alert.Alerts#evaluate] takes what holds at this
/// moment and tells what fires, as Prometheus would from the same rules.
@NullMarked
package io.headroom.operations.alert;

import org.jspecify.annotations.NullMarked;
