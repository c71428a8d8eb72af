/// How much more a service can take, and what stops it first.
///
/// [CapacityModel#estimate] is where to start: what requests ask of each resource is regressed from
/// the recent past (utilisation law), queues tell how long answers take at a higher load, and the
/// throughput at which the first promise breaks, less the present one, is the headroom. It says
/// that it does not know rather than make up a number. [CapacityEngine] does so every few seconds
/// from the [io.headroom.operations.history.History].
@NullMarked
package io.headroom.operations.capacity;

import org.jspecify.annotations.NullMarked;
