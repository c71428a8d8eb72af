/// A response cache in front of an application: whole answers, stored as the bytes that go out, in
/// each content coding that somebody asked for, made once.
///
/// It promises: an answer is served only while everything it was made from is still what the
/// application's caches would say ({@link io.headroom.http.cache.Provenance}); an answer that
/// expired but is not known to be wrong may be served while it is made anew, or when that fails
/// (RFC 5861); of many who ask at the same time for what is not there, one asks the application;
/// what RFC 9111 forbids a shared cache is not stored. The cache is part of the origin: it stands
/// where the application would have computed the same bytes again.
///
/// It knows neither servlets nor sockets. The story starts at {@link
/// io.headroom.http.cache.ResponseCache#find}.
@NullMarked
package io.headroom.http.cache;

import org.jspecify.annotations.NullMarked;
