/// A hybrid cache: Caffeine in this process, Redis between the nodes, a loader behind both.
///
/// It promises: one load per key in the whole cluster, however many ask; a load that an
/// invalidation overtook is stored nowhere; an invalidation that returned is seen by every read of
/// this node, by the other nodes as soon as they read the log, and by all of them after the
/// coherence lease, whatever breaks; a value is served beyond its time only if nothing invalidated
/// it; a Redis that is absent, slow or dying fails no call and costs at most the read budget until
/// the circuit breaker opens, then nothing. `docs/coherence.md` says by which protocol, and why.
///
/// Package `redis` holds the shared tier on Redis, package `json` the codec for JSON.
///
/// The story starts at {@link io.headroom.cache.Cache#getOrLoad(Object, Loader)}, and inside at
/// `TieredCache.resolve`.
@NullMarked
package io.headroom.cache;

import org.jspecify.annotations.NullMarked;
