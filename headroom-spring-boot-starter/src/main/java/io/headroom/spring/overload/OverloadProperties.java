package io.headroom.spring.overload;

import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.http.overload.*` configures.
///
/// @param enabled whether requests are refused at all; true by default
/// @param target the duration that nine of ten requests shall not exceed: while they do not, the
///   limit grows; when they do, it shrinks. Above what the service needs at rest, or the limit
///   stays at its minimum; at least 1 ms; 500 ms by default
/// @param initialLimit how many requests may be under way at the start; 100 by default
/// @param minLimit how many may be under way in any case, at least 1; 20 by default. A good value
///   is what the narrowest pool behind the service holds
/// @param maxLimit how many may ever be under way; 1,000 by default
/// @param reserve how many requests of health checks and for figures may be under way beside the
///   others, and as many again of operators who found no place among the others; at least 1; 16 by
///   default
/// @param retryAfter when a refused caller may try again, rounded up to seconds; at least 1 s,
///   which is the default
/// @param priorityPaths what the reserve is for beside `/health`, `/metrics` and
///   `/api/v1/performance`: paths that begin with a slash, each with what is below it; none by
///   default
/// @param connectionHeapShare the part of the heap that connections may fill with their buffers, of
///   which their number follows where `server.tomcat.max-connections` is not set, and that of the
///   requests under way; from 0.01 to 0.9; 0.35 by default
@ConfigurationProperties("headroom.http.overload")
public record OverloadProperties(
        @DefaultValue("true") boolean enabled,
        @DefaultValue("500ms") Duration target,
        @DefaultValue("100") int initialLimit,
        @DefaultValue("20") int minLimit,
        @DefaultValue("1000") int maxLimit,
        @DefaultValue("16") int reserve,
        @DefaultValue("1s") Duration retryAfter,
        @DefaultValue({}) List<String> priorityPaths,
        @DefaultValue("0.35") double connectionHeapShare) {

    public OverloadProperties {
        refuseUnless(target.toMillis() >= 1, "target", "at least 1 ms", target);
        refuseUnless(minLimit >= 1, "min-limit", "at least 1", minLimit);
        refuseUnless(maxLimit >= minLimit, "max-limit", "at least min-limit", maxLimit);
        refuseUnless(
                initialLimit >= minLimit && initialLimit <= maxLimit,
                "initial-limit",
                "between min-limit and max-limit",
                initialLimit);
        refuseUnless(reserve >= 1, "reserve", "at least 1", reserve);
        refuseUnless(retryAfter.toSeconds() >= 1, "retry-after", "at least 1 s", retryAfter);
        priorityPaths = List.copyOf(priorityPaths);
        var _ = PriorityPaths.with(priorityPaths);
        refuseUnless(
                connectionHeapShare >= 0.01 && connectionHeapShare <= 0.9,
                "connection-heap-share",
                "from 0.01 to 0.9",
                connectionHeapShare);
    }

    /// As `Retry-After` says it.
    public long retryAfterSeconds() {
        return retryAfter.plusMillis(999).toSeconds();
    }

    /// What the reserve is for: Headroom's own paths and the configured ones.
    public PriorityPaths priority() {
        return PriorityPaths.with(priorityPaths);
    }

    /// What the heap can hold of connections and requests.
    public ConnectionMemory memory() {
        return ConnectionMemory.of(connectionHeapShare, Runtime.getRuntime().maxMemory());
    }

    private static void refuseUnless(
            boolean acceptable, String property, String expected, Object value) {
        if (!acceptable) {
            throw new IllegalArgumentException(
                    "headroom.http.overload."
                            + property
                            + " must be "
                            + expected
                            + ", but is "
                            + value);
        }
    }
}
