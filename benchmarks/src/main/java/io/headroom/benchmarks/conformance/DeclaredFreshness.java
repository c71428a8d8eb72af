package io.headroom.benchmarks.conformance;

import io.headroom.http.CacheControl;
import io.headroom.http.HttpDate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What an answer says of its freshness to every cache (RFC 9111, section 4.2), said to the
/// response cache alone, which goes by the declaration of a route and by `Headroom-Cache-Control`.
final class DeclaredFreshness {

    private DeclaredFreshness() {}

    /// The value of `Headroom-Cache-Control`. What says nothing is not fresh: the response cache
    /// guesses nothing.
    ///
    /// @param headers of the answer, by names in lower case
    /// @param now stands in for a `Date` that is not there
    static String of(Map<String, List<String>> headers, Instant now) {
        CacheControl told = CacheControl.parse(joined(headers, "cache-control"));
        Duration lifetime = told.sharedLifetime();
        if (lifetime == null) {
            lifetime = untilExpiry(headers, now);
        }
        if (told.noCache()) {
            lifetime = Duration.ZERO;
        }
        Duration revalidated = told.staleWhileRevalidate();
        String directives =
                String.format(
                        Locale.ROOT,
                        "max-age=%d, stale-while-revalidate=%d",
                        lifetime.toSeconds(),
                        revalidated == null ? 0 : revalidated.toSeconds());
        Duration fallback = neverStale(told) ? Duration.ZERO : told.staleIfError();
        return fallback == null
                ? directives
                : directives + ", stale-if-error=" + fallback.toSeconds();
    }

    private static Duration untilExpiry(Map<String, List<String>> headers, Instant now) {
        Instant expires = HttpDate.parse(joined(headers, "expires"));
        if (expires == null) {
            return Duration.ZERO;
        }
        Instant date = HttpDate.parse(joined(headers, "date"));
        Duration lifetime = Duration.between(date == null ? now : date, expires);
        return lifetime.isNegative() ? Duration.ZERO : lifetime;
    }

    private static boolean neverStale(CacheControl told) {
        return told.mustRevalidate()
                || told.proxyRevalidate()
                || told.noCache()
                || told.sharedMaxAge() != null;
    }

    private static @Nullable String joined(Map<String, List<String>> headers, String name) {
        List<String> values = headers.get(name);
        return values == null ? null : String.join(", ", values);
    }
}
