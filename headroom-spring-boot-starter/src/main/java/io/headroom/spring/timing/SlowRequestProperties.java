package io.headroom.spring.timing;

import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/// What `headroom.http.slow.*` configures.
///
/// @param warnAfter the duration above which a request is logged as slow, with its route and split;
///   500 ms by default
/// @param logAfter the duration above which it is logged with its whole context and kept for
///   `/api/v1/performance/endpoints`; not below `warnAfter`; 1 s by default
/// @param keep how many of the latter are kept, 0 to 1,000; 50 by default
/// @param linesPerSecond how many requests of each kind are logged in a second, 1 to 10,000; the
///   next line tells how many were left out; 20 by default
@ConfigurationProperties("headroom.http.slow")
public record SlowRequestProperties(
        @DefaultValue("500ms") Duration warnAfter,
        @DefaultValue("1s") Duration logAfter,
        @DefaultValue("50") int keep,
        @DefaultValue("20") int linesPerSecond) {

    private static final int MOST_KEPT = 1_000;
    private static final int MOST_LINES = 10_000;

    public SlowRequestProperties {
        if (!warnAfter.isPositive()) {
            throw new IllegalArgumentException(
                    "headroom.http.slow.warn-after must be positive, but is " + warnAfter);
        }
        if (logAfter.compareTo(warnAfter) < 0) {
            throw new IllegalArgumentException(
                    "headroom.http.slow.log-after must not be below warn-after, "
                            + warnAfter
                            + ", but is "
                            + logAfter);
        }
        if (keep < 0 || keep > MOST_KEPT) {
            throw new IllegalArgumentException(
                    "headroom.http.slow.keep must be from 0 to " + MOST_KEPT + ", but is " + keep);
        }
        if (linesPerSecond < 1 || linesPerSecond > MOST_LINES) {
            throw new IllegalArgumentException(
                    "headroom.http.slow.lines-per-second must be from 1 to "
                            + MOST_LINES
                            + ", but is "
                            + linesPerSecond);
        }
    }
}
