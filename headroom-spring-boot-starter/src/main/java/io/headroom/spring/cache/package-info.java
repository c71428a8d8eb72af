/// Spring's cache annotations, caches declared in configuration, and transactions, on the caches of
/// Headroom.
///
/// A cache with a `value` under `headroom.cache.caches` is a bean `Cache<K, V>` of its name. With
/// `@EnableCaching`, the caches of `@Cacheable` and its kin are Headroom's: what a method found out
/// is stored unless it was invalidated since the look at the cache. [CacheTags] stores under tags,
/// [InvalidateTags] drops by them. Inside a transaction invalidations wait for the commit;
/// [TransactionalCaches] gives the same to programs. [ReadYourWrites] carries a client's writes
/// from node to node.
///
/// The story starts at [AnnotatedCache#get(Object)].
@NullMarked
package io.headroom.spring.cache;

import org.jspecify.annotations.NullMarked;
