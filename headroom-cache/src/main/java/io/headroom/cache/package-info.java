/// A hybrid cache: Caffeine in this process, Redis between the nodes, a loader behind both.
///
/// It promises: one load per key and node, however many ask; a load that an invalidation overtook
/// is stored nowhere; an invalidation that returned is seen by every read of this node, and by the
/// other nodes as soon as they read the log; a Redis that is absent, slow or dying fails no call
/// and costs at most the read budget until the circuit breaker opens, then nothing; after an outage
/// or a restart of Redis nothing is served that was invalidated in between.
///
/// Package `redis` holds the shared tier on Redis, package `json` the codec for JSON.
///
/// The story starts at {@link io.headroom.cache.Cache#getOrLoad(Object, Loader)}, and inside at
/// `TieredCache.resolve`.
@NullMarked
package io.headroom.cache;

import org.jspecify.annotations.NullMarked;
