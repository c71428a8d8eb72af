/// Loads a running service with the traffic of a shop and says whether it held: `./headroom load`.
///
/// The traffic is an open model: requests are due by a schedule that was made before the run, and a
/// latency counts from the moment the request was due, so that a slow answer cannot hide the wait
/// of the requests behind it. A run whose generator did not keep the schedule has no verdict about
/// the service: it is `INVALID`.
///
/// The story starts in [io.headroom.load.Load#main].
@NullMarked
package io.headroom.load;

import org.jspecify.annotations.NullMarked;
