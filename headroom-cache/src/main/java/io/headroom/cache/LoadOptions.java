package io.headroom.cache;

import java.time.Duration;
import java.util.List;

/// How a value is loaded and kept; the options of a cache hold its defaults, a call may bring its
/// own. Made from [#defaults] or [CacheOptions#loading] by the `with` methods; components may be
/// added.
///
/// When several callers share one load, the options of the one who began it apply, except
/// `timeout`, `softTimeout` and `session`, which are each caller's own.
///
/// @param ttl how long a value is fresh, more than zero; default 1 hour
/// @param ttlJitter the share by which a TTL is shortened at random at most, from 0 up to below 1,
///   so that values stored together do not expire together; default 0.1
/// @param negativeTtl how long "there is no such value" is remembered; default zero, not at all
/// @param timeout the hard one: how long a caller waits for a load, more than zero; default 10 s. A
///   load that nobody waits for any more is cancelled
/// @param softTimeout after how long a caller takes an expired value, if there is one, while the
///   load goes on; default zero, never before `timeout`
/// @param staleOnError how long an expired value is kept to be served when a load fails or takes
///   too long; an invalidated one never is; default zero, never
/// @param staleWhileRevalidate how long after its expiry a value is served at once while it is
///   loaded anew in the background; default zero, never
/// @param earlyRefresh the eagerness with which a value is loaded anew in the background before it
///   expires, so that nobody waits: beta of XFetch (Vattani, Chierichetti, Lowenstein, *Optimal
///   Probabilistic Cache Stampede Prevention*, VLDB 2015); 0 is never, default 1, larger is earlier
/// @param tags what the value is stored under, beside those that the loader names; at most 16 in
///   all, each of 1 to 256 characters without control characters; default none
/// @param session the writes that the caller must see; default none
public record LoadOptions(
        Duration ttl,
        double ttlJitter,
        Duration negativeTtl,
        Duration timeout,
        Duration softTimeout,
        Duration staleOnError,
        Duration staleWhileRevalidate,
        double earlyRefresh,
        List<String> tags,
        SessionToken session) {

    private static final LoadOptions DEFAULTS =
            new LoadOptions(
                    Duration.ofHours(1),
                    0.1,
                    Duration.ZERO,
                    Duration.ofSeconds(10),
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ZERO,
                    1,
                    List.of(),
                    SessionToken.none());

    public LoadOptions {
        Refuse.unlessPositive("ttl", ttl);
        Refuse.unless(
                ttlJitter >= 0 && ttlJitter < 1,
                "ttlJitter",
                "at least 0 and below 1",
                Double.valueOf(ttlJitter));
        Refuse.ifNegative("negativeTtl", negativeTtl);
        Refuse.unlessPositive("timeout", timeout);
        Refuse.ifNegative("softTimeout", softTimeout);
        Refuse.ifNegative("staleOnError", staleOnError);
        Refuse.ifNegative("staleWhileRevalidate", staleWhileRevalidate);
        Refuse.unless(
                earlyRefresh >= 0 && earlyRefresh <= 100,
                "earlyRefresh",
                "from 0 to 100",
                Double.valueOf(earlyRefresh));
        tags = Tags.checked(tags);
    }

    /// The defaults above.
    public static LoadOptions defaults() {
        return DEFAULTS;
    }

    public LoadOptions withTtl(Duration ttl) {
        return new LoadOptions(
                ttl,
                ttlJitter,
                negativeTtl,
                timeout,
                softTimeout,
                staleOnError,
                staleWhileRevalidate,
                earlyRefresh,
                tags,
                session);
    }

    public LoadOptions withTtlJitter(double ttlJitter) {
        return new LoadOptions(
                ttl,
                ttlJitter,
                negativeTtl,
                timeout,
                softTimeout,
                staleOnError,
                staleWhileRevalidate,
                earlyRefresh,
                tags,
                session);
    }

    public LoadOptions withNegativeTtl(Duration negativeTtl) {
        return new LoadOptions(
                ttl,
                ttlJitter,
                negativeTtl,
                timeout,
                softTimeout,
                staleOnError,
                staleWhileRevalidate,
                earlyRefresh,
                tags,
                session);
    }

    /// The hard time-out, and the soft one; zero for the latter means never before the former.
    public LoadOptions withTimeouts(Duration softTimeout, Duration timeout) {
        return new LoadOptions(
                ttl,
                ttlJitter,
                negativeTtl,
                timeout,
                softTimeout,
                staleOnError,
                staleWhileRevalidate,
                earlyRefresh,
                tags,
                session);
    }

    public LoadOptions withTimeout(Duration timeout) {
        return withTimeouts(softTimeout, timeout);
    }

    public LoadOptions withStaleOnError(Duration staleOnError) {
        return new LoadOptions(
                ttl,
                ttlJitter,
                negativeTtl,
                timeout,
                softTimeout,
                staleOnError,
                staleWhileRevalidate,
                earlyRefresh,
                tags,
                session);
    }

    public LoadOptions withStaleWhileRevalidate(Duration staleWhileRevalidate) {
        return new LoadOptions(
                ttl,
                ttlJitter,
                negativeTtl,
                timeout,
                softTimeout,
                staleOnError,
                staleWhileRevalidate,
                earlyRefresh,
                tags,
                session);
    }

    public LoadOptions withEarlyRefresh(double earlyRefresh) {
        return new LoadOptions(
                ttl,
                ttlJitter,
                negativeTtl,
                timeout,
                softTimeout,
                staleOnError,
                staleWhileRevalidate,
                earlyRefresh,
                tags,
                session);
    }

    /// Replaces the tags.
    public LoadOptions withTags(List<String> tags) {
        return new LoadOptions(
                ttl,
                ttlJitter,
                negativeTtl,
                timeout,
                softTimeout,
                staleOnError,
                staleWhileRevalidate,
                earlyRefresh,
                tags,
                session);
    }

    public LoadOptions withSession(SessionToken session) {
        return new LoadOptions(
                ttl,
                ttlJitter,
                negativeTtl,
                timeout,
                softTimeout,
                staleOnError,
                staleWhileRevalidate,
                earlyRefresh,
                tags,
                session);
    }
}
