/// What operators see and do of caches: figures, the hottest and the coldest keys, clearing,
/// invalidating by key, tag or pattern, and warming, by hand, at the start, and on a schedule.
///
/// Every bean of the type [io.headroom.cache.warmup.WarmUpTask] is a task. The nodes of a service
/// take turns by a lock, where there is one: the first fills what is shared, the others read it.
///
/// The story starts at [CacheController#status].
@NullMarked
package io.headroom.spring.cacheoperations;

import org.jspecify.annotations.NullMarked;
