package io.headroom.spring.response;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// The answers of this handler, or of all handlers of this class, are kept by the response cache.
/// Only for answers that are the same for everybody who sends the same request. Durations are
/// written as in configuration (`30s`, `5m`); an empty text takes the default of
/// `headroom.http.response-cache.defaults`.
///
/// What `headroom.http.response-cache.routes` says of the same path comes first.
@Documented
@Target({ElementType.METHOD, ElementType.TYPE})
@Retention(RetentionPolicy.RUNTIME)
public @interface CachedResponse {

    /// How long an answer is fresh at most; it ends earlier with its data.
    String ttl() default "";

    /// How long after its expiry it is served while it is made anew.
    String staleWhileRevalidate() default "";

    /// How long after its expiry it is served when making it anew fails.
    String staleIfError() default "";

    /// How long 404 and 410 are kept.
    String negativeTtl() default "";

    /// What browsers and other caches are told.
    String cacheControl() default "";

    /// What a CDN is told instead.
    String cdnCacheControl() default "";

    /// Whether requests with `Authorization` get the same answer as all others.
    boolean sharedWithAuthorized() default false;

    /// What the answers are stored under, beside the tags of their data.
    String[] tags() default {};
}
