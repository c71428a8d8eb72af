package io.headroom.cache;

import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

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
        return with(draft -> draft.ttl = ttl);
    }

    public LoadOptions withTtlJitter(double ttlJitter) {
        return with(draft -> draft.ttlJitter = ttlJitter);
    }

    public LoadOptions withNegativeTtl(Duration negativeTtl) {
        return with(draft -> draft.negativeTtl = negativeTtl);
    }

    /// The hard time-out, and the soft one; zero for the latter means never before the former.
    public LoadOptions withTimeouts(Duration softTimeout, Duration timeout) {
        return with(draft -> {
            draft.softTimeout = softTimeout;
            draft.timeout = timeout;
        });
    }

    public LoadOptions withTimeout(Duration timeout) {
        return with(draft -> draft.timeout = timeout);
    }

    public LoadOptions withStaleOnError(Duration staleOnError) {
        return with(draft -> draft.staleOnError = staleOnError);
    }

    public LoadOptions withStaleWhileRevalidate(Duration staleWhileRevalidate) {
        return with(draft -> draft.staleWhileRevalidate = staleWhileRevalidate);
    }

    public LoadOptions withEarlyRefresh(double earlyRefresh) {
        return with(draft -> draft.earlyRefresh = earlyRefresh);
    }

    /// Replaces the tags.
    public LoadOptions withTags(List<String> tags) {
        return with(draft -> draft.tags = tags);
    }

    public LoadOptions withSession(SessionToken session) {
        return with(draft -> draft.session = session);
    }

    private LoadOptions with(Consumer<Draft> change) {
        Draft draft = new Draft(this);
        change.accept(draft);
        return new LoadOptions(
                draft.ttl,
                draft.ttlJitter,
                draft.negativeTtl,
                draft.timeout,
                draft.softTimeout,
                draft.staleOnError,
                draft.staleWhileRevalidate,
                draft.earlyRefresh,
                draft.tags,
                draft.session);
    }

    /// The components while some of them change.
    private static final class Draft {

        private Duration ttl;
        private double ttlJitter;
        private Duration negativeTtl;
        private Duration timeout;
        private Duration softTimeout;
        private Duration staleOnError;
        private Duration staleWhileRevalidate;
        private double earlyRefresh;
        private List<String> tags;
        private SessionToken session;

        private Draft(LoadOptions from) {
            ttl = from.ttl;
            ttlJitter = from.ttlJitter;
            negativeTtl = from.negativeTtl;
            timeout = from.timeout;
            softTimeout = from.softTimeout;
            staleOnError = from.staleOnError;
            staleWhileRevalidate = from.staleWhileRevalidate;
            earlyRefresh = from.earlyRefresh;
            tags = from.tags;
            session = from.session;
        }
    }
}
