package io.headroom.spring;

import io.headroom.cache.Lookup;
import io.headroom.cache.Tier;
import java.time.Duration;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

/// The `Cache-Status` header (RFC 9211) of the answer to the current request.
public final class CacheStatus {

    /// The header's name.
    public static final String HEADER = "Cache-Status";

    private CacheStatus() {}

    /// Says in the answer where its data came from. The last call before the answer is written
    /// counts; outside a request nothing happens.
    ///
    /// @return the lookup
    public static <V> Lookup<V> note(Lookup<V> lookup) {
        if (RequestContextHolder.getRequestAttributes() instanceof ServletRequestAttributes request
                && request.getResponse() != null) {
            request.getResponse().setHeader(HEADER, text(lookup));
        }
        return lookup;
    }

    static String text(Lookup<?> lookup) {
        return switch (lookup) {
            case Lookup.Hit<?> hit ->
                    (hit.tier() == Tier.L1 ? "headroom-l1; hit; ttl=" : "headroom-l2; hit; ttl=")
                            + hit.ttl().toSeconds();
            case Lookup.Loaded<?> loaded ->
                    loaded.collapsed() ? "headroom; fwd=miss; collapsed" : "headroom; fwd=miss";
            case Lookup.Stale<?>(var _, var age, var why) ->
                    switch (why) {
                        case REVALIDATING -> overdue(age, "revalidating");
                        case INCOHERENT -> overdue(age, "incoherent");
                        case LOAD_FAILED -> "headroom; fwd=stale; detail=load-failed";
                        case LOAD_SLOW -> "headroom; fwd=stale; detail=load-slow";
                    };
            case Lookup.Missing<?> _ -> "headroom; fwd=miss; detail=not-loaded";
        };
    }

    /// Served without asking; RFC 9211 writes the time since as a negative TTL.
    private static String overdue(Duration age, String why) {
        return "headroom; hit; ttl=-" + age.toSeconds() + "; detail=" + why;
    }
}
