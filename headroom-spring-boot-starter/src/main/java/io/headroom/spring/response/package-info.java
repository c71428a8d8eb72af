/// The response cache in a servlet service: a filter before all others, and, on Tomcat, an answer
/// on the thread that read the request (package `tomcat`).
///
/// A route is cached when it is declared, by {@link io.headroom.spring.response.CachedResponse} at
/// its handler or by `headroom.http.response-cache.routes`. What its answers were made from is
/// traced through the caches ({@link io.headroom.cache.ReadTrace}), so that they end with it.
///
/// While the heap is full the answers give their memory to requests (`HeapRelief`).
///
/// The story starts at `ResponseCacheFilter.doFilter`.
@NullMarked
package io.headroom.spring.response;

import org.jspecify.annotations.NullMarked;
