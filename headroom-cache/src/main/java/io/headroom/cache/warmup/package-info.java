/// Fills caches before they are asked: what is needed at once, what is asked for most, what is new.
///
/// A [WarmUpTask] names keys and loads them, by way of the caches' own `getOrLoad`: what is cached
/// already costs a look, and what was invalidated meanwhile is not brought back. A [WarmUpStrategy]
/// chooses tasks by their [Urgency]. [CacheWarmer] runs one warm-up at a time, in the order of
/// urgency, with bounded concurrency, repeats what failed, and says how far it is. It knows nothing
/// of caches: a task may warm whatever takes time at first.
///
/// The story starts at [CacheWarmer#start(WarmUpStrategy)].
@NullMarked
package io.headroom.cache.warmup;

import org.jspecify.annotations.NullMarked;
