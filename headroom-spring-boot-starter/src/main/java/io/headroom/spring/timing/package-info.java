/// Where the time goes: requests by route and part, statements, slow requests, annotated methods.
///
/// A service that has the starter on its class path gets the figures of every route under
/// `/api/v1/performance/endpoints` and `/metrics`, `Server-Timing` for its operators
/// ([io.headroom.spring.OperatorCheck]) and a log of slow requests. The annotations
/// [TrackPerformance], [TrackDbQuery], [TrackCache], [TrackSearch] and [TrackRecommendation] time
/// any method, a [Tracker] any code.
///
/// The story starts at `RequestTimingFilter`, which binds a
/// [io.headroom.http.timing.RequestProfile] to each request.
@NullMarked
package io.headroom.spring.timing;

import org.jspecify.annotations.NullMarked;
