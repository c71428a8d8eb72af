package io.headroom.http;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// The directives of a `Cache-Control` that a cache acts upon (RFC 9111 §5.2, RFC 5861, RFC 8246),
/// or of a targeted field such as `CDN-Cache-Control` (RFC 9213). Unknown directives are left out.
///
/// What cannot be understood is read on the safe side: a freshness that is malformed, negative or
/// given twice with different values is zero (RFC 9111 §4.2.1), a permission to serve stale answers
/// that is malformed is none, a field-list form such as `private="x"` counts for the whole answer,
/// and a field beyond 4,096 characters or with an open quote forbids to store. Seconds beyond 2^31
/// are 2^31 (§1.2.2).
///
/// @param noStore nothing of this exchange may be kept
/// @param noCache what is kept may be served only after the origin confirmed it
/// @param isPrivate only for one user: no shared cache may keep it
/// @param isPublic may be kept although the request had `Authorization`
/// @param mustRevalidate never to be served stale
/// @param proxyRevalidate never to be served stale by a shared cache
/// @param mustUnderstand only a cache that knows the status code may keep it, and then leaves
///   `no-store` out of account
/// @param noTransform not to be coded anew on the way
/// @param immutable does not change while fresh
/// @param onlyIfCached of a request: answer from the cache or with 504
/// @param maxAge how long the answer is fresh, or how old an answer the request takes
/// @param sharedMaxAge how long the answer is fresh in shared caches, before `maxAge`
/// @param minFresh of a request: how long the answer must stay fresh
/// @param maxStale of a request: how stale an answer it takes; 2^31 seconds when any
/// @param staleWhileRevalidate how long past its freshness an answer may be served while it is made
///   anew
/// @param staleIfError how long past its freshness it may be served when that fails
public record CacheControl(
        boolean noStore,
        boolean noCache,
        boolean isPrivate,
        boolean isPublic,
        boolean mustRevalidate,
        boolean proxyRevalidate,
        boolean mustUnderstand,
        boolean noTransform,
        boolean immutable,
        boolean onlyIfCached,
        @Nullable Duration maxAge,
        @Nullable Duration sharedMaxAge,
        @Nullable Duration minFresh,
        @Nullable Duration maxStale,
        @Nullable Duration staleWhileRevalidate,
        @Nullable Duration staleIfError) {

    /// The longest time that a directive can name: 2^31 seconds.
    public static final Duration LONGEST_TIME = Duration.ofSeconds(1L << 31);

    /// No directives at all.
    public static final CacheControl NONE = of(Map.of());

    /// Reads a `Cache-Control`; several lines of it are one text, joined by commas. Never throws.
    public static CacheControl parse(@Nullable String header) {
        return header == null || header.isBlank() ? NONE : of(CacheDirectives.read(header));
    }

    /// Reads a targeted field: a dictionary of structured fields (RFC 8941 §3.2).
    ///
    /// @return null when the field is missing, empty, malformed, or gives a known directive a value
    ///   of the wrong type: then it must be ignored, and `Cache-Control` counts (RFC 9213 §2.1)
    public static @Nullable CacheControl parseTargeted(@Nullable String header) {
        if (header == null) {
            return null;
        }
        Map<String, String> directives = StructuredDictionary.directives(header);
        return directives == null || directives.isEmpty() ? null : of(directives);
    }

    /// The lifetime in a shared cache, such as every cache of a server: `s-maxage`, else `max-age`;
    /// null when neither is given.
    public @Nullable Duration sharedLifetime() {
        return sharedMaxAge != null ? sharedMaxAge : maxAge;
    }

    private static CacheControl of(Map<String, String> directives) {
        return new CacheControl(
                directives.containsKey("no-store"),
                directives.containsKey("no-cache"),
                directives.containsKey("private"),
                directives.containsKey("public"),
                directives.containsKey("must-revalidate"),
                directives.containsKey("proxy-revalidate"),
                directives.containsKey("must-understand"),
                directives.containsKey("no-transform"),
                directives.containsKey("immutable"),
                directives.containsKey("only-if-cached"),
                freshness(directives.get("max-age")),
                freshness(directives.get("s-maxage")),
                minFresh(directives.get("min-fresh")),
                maxStale(directives.get("max-stale")),
                permission(directives.get("stale-while-revalidate")),
                permission(directives.get("stale-if-error")));
    }

    private static @Nullable Duration freshness(@Nullable String value) {
        if (value == null) {
            return null;
        }
        Duration seconds = seconds(value);
        return seconds == null ? Duration.ZERO : seconds;
    }

    private static @Nullable Duration minFresh(@Nullable String value) {
        if (value == null) {
            return null;
        }
        Duration seconds = seconds(value);
        return seconds == null ? LONGEST_TIME : seconds;
    }

    private static @Nullable Duration maxStale(@Nullable String value) {
        return value != null && value.isEmpty() ? LONGEST_TIME : permission(value);
    }

    private static @Nullable Duration permission(@Nullable String value) {
        return value == null ? null : seconds(value);
    }

    /// `delta-seconds = 1*DIGIT`; null when the text is something else.
    private static @Nullable Duration seconds(String value) {
        if (value.isEmpty()) {
            return null;
        }
        long seconds = 0;
        for (int i = 0; i < value.length(); i++) {
            char digit = value.charAt(i);
            if (!FieldText.isDigit(digit)) {
                return null;
            }
            seconds = Math.min(LONGEST_TIME.toSeconds(), seconds * 10 + (digit - '0'));
        }
        return Duration.ofSeconds(seconds);
    }
}
