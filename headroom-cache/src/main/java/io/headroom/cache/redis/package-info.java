/// The shared tier on one Redis, from version 7.0, over Lettuce.
///
/// All commands of a process share one connection; a second one follows the log of invalidations.
/// Both come back by themselves. What a command does atomically stands in the Lua files beside.
///
/// The story starts at {@link io.headroom.cache.redis.RedisL2#connect}.
@NullMarked
package io.headroom.cache.redis;

import org.jspecify.annotations.NullMarked;
