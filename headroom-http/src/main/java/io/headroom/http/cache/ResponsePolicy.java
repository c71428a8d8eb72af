package io.headroom.http.cache;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/// How the answers of a route are kept and what is said of them to browsers and CDNs. Made from
/// [#defaults] by the `with` methods; components may be added.
///
/// The handler of a request may shorten what is said here by the header `Headroom-Cache-Control` (a
/// targeted field by RFC 9213 with `max-age`, `no-store`, `stale-while-revalidate`,
/// `stale-if-error`), which does not leave the service.
///
/// @param ttl how long an answer is fresh at most, more than zero; it ends earlier with the data it
///   was made from. Default 5 min
/// @param staleWhileRevalidate how long after its expiry an answer is served while it is made anew
///   (RFC 5861); never one whose data was invalidated. Default 30 s
/// @param staleIfError how long after its expiry an answer is served when making it anew fails (RFC
///   5861); never one whose data was invalidated. Default 10 min
/// @param negativeTtl how long "there is none" (404 and 410) is kept; default 10 s
/// @param cacheControl what browsers and other caches are told, unless the handler says it itself;
///   default `no-cache`: keep it, but ask each time whether it is still right, which costs a 304
/// @param cdnCacheControl what a CDN is told instead (RFC 9213), which is to be purged by
///   `Surrogate-Key`; empty, the default, to say nothing
/// @param sharedWithAuthorized whether requests that carry `Authorization` get the same answer as
///   all others; default false: they are neither served from the cache nor fill it
/// @param tags what the answers are stored under, beside the tags of the data they were made from;
///   default none
public record ResponsePolicy(
        Duration ttl,
        Duration staleWhileRevalidate,
        Duration staleIfError,
        Duration negativeTtl,
        String cacheControl,
        String cdnCacheControl,
        boolean sharedWithAuthorized,
        List<String> tags) {

    private static final ResponsePolicy DEFAULTS =
            new ResponsePolicy(
                    Duration.ofMinutes(5),
                    Duration.ofSeconds(30),
                    Duration.ofMinutes(10),
                    Duration.ofSeconds(10),
                    "no-cache",
                    "",
                    false,
                    List.of());

    public ResponsePolicy {
        if (ttl.isZero() || ttl.isNegative()) {
            throw new IllegalArgumentException("ttl must be more than zero, but is " + ttl);
        }
        requireNotNegative("staleWhileRevalidate", staleWhileRevalidate);
        requireNotNegative("staleIfError", staleIfError);
        requireNotNegative("negativeTtl", negativeTtl);
        requireOneLine("cacheControl", cacheControl);
        requireOneLine("cdnCacheControl", cdnCacheControl);
        tags = List.copyOf(tags);
    }

    private static void requireNotNegative(String name, Duration value) {
        if (value.isNegative()) {
            throw new IllegalArgumentException(name + " must not be negative, but is " + value);
        }
    }

    private static void requireOneLine(String name, String value) {
        if (value.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException(name + " must be one line of text");
        }
    }

    /// The defaults above.
    public static ResponsePolicy defaults() {
        return DEFAULTS;
    }

    public ResponsePolicy withTtl(Duration ttl) {
        return with(draft -> draft.ttl = ttl);
    }

    public ResponsePolicy withStaleWhileRevalidate(Duration time) {
        return with(draft -> draft.staleWhileRevalidate = time);
    }

    public ResponsePolicy withStaleIfError(Duration time) {
        return with(draft -> draft.staleIfError = time);
    }

    public ResponsePolicy withNegativeTtl(Duration time) {
        return with(draft -> draft.negativeTtl = time);
    }

    public ResponsePolicy withCacheControl(String directives) {
        return with(draft -> draft.cacheControl = directives);
    }

    public ResponsePolicy withCdnCacheControl(String directives) {
        return with(draft -> draft.cdnCacheControl = directives);
    }

    public ResponsePolicy withSharedWithAuthorized(boolean shared) {
        return with(draft -> draft.sharedWithAuthorized = shared);
    }

    public ResponsePolicy withTags(List<String> tags) {
        return with(draft -> draft.tags = tags);
    }

    private ResponsePolicy with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new ResponsePolicy(
                draft.ttl,
                draft.staleWhileRevalidate,
                draft.staleIfError,
                draft.negativeTtl,
                draft.cacheControl,
                draft.cdnCacheControl,
                draft.sharedWithAuthorized,
                draft.tags);
    }

    /// The components while some of them change.
    private static final class Draft {

        private Duration ttl;
        private Duration staleWhileRevalidate;
        private Duration staleIfError;
        private Duration negativeTtl;
        private String cacheControl;
        private String cdnCacheControl;
        private boolean sharedWithAuthorized;
        private List<String> tags;

        private Draft(ResponsePolicy from) {
            ttl = from.ttl;
            staleWhileRevalidate = from.staleWhileRevalidate;
            staleIfError = from.staleIfError;
            negativeTtl = from.negativeTtl;
            cacheControl = from.cacheControl;
            cdnCacheControl = from.cdnCacheControl;
            sharedWithAuthorized = from.sharedWithAuthorized;
            tags = from.tags;
        }
    }
}
