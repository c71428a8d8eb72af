/// The shared tier on Redis, from version 7.0, over Lettuce: one server, one with replicas, or a
/// cluster. `docs/coherence.md` tells the protocol.
///
/// The keys fall into partitions, each in one slot of one primary. For each of them all commands of
/// a process share one connection; a second one follows the log of invalidations. Both come back by
/// themselves. What a command does atomically stands in the Lua files beside.
///
/// The story starts at {@link io.headroom.cache.redis.RedisL2#connect}; a read goes through
/// `Question`, a write through `RedisReceipt`.
@NullMarked
package io.headroom.cache.redis;

import org.jspecify.annotations.NullMarked;
