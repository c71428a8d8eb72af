/// Where the time of a request went, part by part, at the cost of one clock reading per change.
///
/// Each thread that works for a request has a [io.headroom.http.timing.RequestProfile] bound as a
/// scoped value. At any moment the thread is in exactly one [io.headroom.http.timing.Part]; a span
/// inside another one takes its time away from it ("self time"), so the parts of a request add up
/// to its duration and nothing is counted twice. While a thread waits for a load, the time counts
/// as what the load's thread spent it on.
///
/// The story starts at [io.headroom.http.timing.RequestProfile#begin].
@NullMarked
package io.headroom.http.timing;

import org.jspecify.annotations.NullMarked;
