/// Wake-ups through Redis: {@link io.headroom.jobs.redis.RedisWakeUp#publish}.
@NullMarked
package io.headroom.jobs.redis;

import org.jspecify.annotations.NullMarked;
