package io.headroom.cache;

import java.time.Duration;

/// How a value is loaded and kept; the options of a cache hold its defaults, a call may bring its
/// own. Made from [#defaults] or [CacheOptions#loading] by the `with` methods.
///
/// When several callers share one load, the options of the one who began it apply.
///
/// @param ttl how long a value is fresh, more than zero; default 1 hour
/// @param ttlJitter the share by which a TTL is shortened at random at most, from 0 up to below 1,
///   so that values stored together do not expire together; default 0.1
/// @param negativeTtl how long "there is no such value" is remembered; default zero, not at all
/// @param timeout how long a caller waits for a load, more than zero; default 10 s. The load itself
///   goes on and fills the cache
/// @param staleOnError how long an expired value is kept in L1 to be served when a load fails or
///   takes too long; an invalidated one never is; default zero, never
public record LoadOptions(
        Duration ttl,
        double ttlJitter,
        Duration negativeTtl,
        Duration timeout,
        Duration staleOnError) {

    private static final LoadOptions DEFAULTS =
            new LoadOptions(
                    Duration.ofHours(1), 0.1, Duration.ZERO, Duration.ofSeconds(10), Duration.ZERO);

    public LoadOptions {
        Refuse.unlessPositive("ttl", ttl);
        Refuse.unless(
                ttlJitter >= 0 && ttlJitter < 1,
                "ttlJitter",
                "at least 0 and below 1",
                Double.valueOf(ttlJitter));
        Refuse.ifNegative("negativeTtl", negativeTtl);
        Refuse.unlessPositive("timeout", timeout);
        Refuse.ifNegative("staleOnError", staleOnError);
    }

    /// The defaults above.
    public static LoadOptions defaults() {
        return DEFAULTS;
    }

    public LoadOptions withTtl(Duration ttl) {
        return new LoadOptions(ttl, ttlJitter, negativeTtl, timeout, staleOnError);
    }

    public LoadOptions withTtlJitter(double ttlJitter) {
        return new LoadOptions(ttl, ttlJitter, negativeTtl, timeout, staleOnError);
    }

    public LoadOptions withNegativeTtl(Duration negativeTtl) {
        return new LoadOptions(ttl, ttlJitter, negativeTtl, timeout, staleOnError);
    }

    public LoadOptions withTimeout(Duration timeout) {
        return new LoadOptions(ttl, ttlJitter, negativeTtl, timeout, staleOnError);
    }

    public LoadOptions withStaleOnError(Duration staleOnError) {
        return new LoadOptions(ttl, ttlJitter, negativeTtl, timeout, staleOnError);
    }
}
