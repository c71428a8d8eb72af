/// Limits of rate: how many requests a second of a route, or of a caller, are let in by this node.
///
/// There is none until an action of a finding sets one
/// ([io.headroom.operations.finding.Action.RateLimit]): what is too much in all is found and
/// refused by the limit of concurrency, which hits everyone alike; a limit of rate is for the one
/// who is to blame. What is above it is answered 429 with `Retry-After`. Answers that a cache gives
/// in front of the dispatcher are neither counted nor limited, nor is what has priority
/// ([io.headroom.spring.overload.PriorityPaths]), so that an operator can always take a limit back.
///
/// The story starts at `CallerLimitFilter`; a route is known later, in `RouteLimitInterceptor`.
@NullMarked
package io.headroom.spring.ratelimit;

import org.jspecify.annotations.NullMarked;
