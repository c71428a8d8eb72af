/// HTTP delivery. This package holds the semantics that delivery needs, as small immutable values
/// without a server: {@link io.headroom.http.CacheControl}, {@link io.headroom.http.Conditional}
/// with {@link io.headroom.http.EntityTagList}, {@link io.headroom.http.AcceptEncoding} with {@link
/// io.headroom.http.ContentCoding}, {@link io.headroom.http.VaryHeader}, {@link
/// io.headroom.http.SurrogateKeys}, {@link io.headroom.http.CorrelationId}. They read what
/// strangers send, are bounded, never throw, and err on the side on which nothing wrong is served.
///
/// What is built on them: package `cache` stores whole answers, `edge` purges CDNs, `pages` reads
/// any JDBC query page by page, `timing` says where a request's time went, `webhook` hands messages
/// to others.
@NullMarked
package io.headroom.http;

import org.jspecify.annotations.NullMarked;
