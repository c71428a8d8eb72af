package io.headroom.postgres.session;

import java.time.Duration;
import java.util.Set;

/// When a session may be ended by force.
///
/// @param mode who may; `REPORT_ONLY` by default
/// @param after how long a statement has to run, or a transaction to idle, before the watch ends it
///   by itself; 60 s by default, at least the time after which it is listed
/// @param cancelGrace how long a cancelled statement has to end before its session is; 5 s by
///   default
/// @param mostPerMinute the most signals that are sent in a minute; 6 by default, from 1 to 1,000
/// @param applications the `application_name`s that may be ended beside the service's own; none by
///   default
public record TerminationOptions(
        TerminationMode mode,
        Duration after,
        Duration cancelGrace,
        int mostPerMinute,
        Set<String> applications) {

    public TerminationOptions {
        SessionOptions.requirePositive("after", after);
        SessionOptions.requirePositive("cancelGrace", cancelGrace);
        if (mostPerMinute < 1 || mostPerMinute > 1_000) {
            throw new IllegalArgumentException(
                    "mostPerMinute must be from 1 to 1000, but is " + mostPerMinute);
        }
        if (applications.stream().anyMatch(String::isBlank)) {
            throw new IllegalArgumentException("applications must not hold an empty name");
        }
        applications = Set.copyOf(applications);
    }

    /// Only reports.
    public static TerminationOptions defaults() {
        return new TerminationOptions(
                TerminationMode.REPORT_ONLY,
                Duration.ofSeconds(60),
                Duration.ofSeconds(5),
                6,
                Set.of());
    }

    /// The same with another mode.
    public TerminationOptions withMode(TerminationMode other) {
        return new TerminationOptions(other, after, cancelGrace, mostPerMinute, applications);
    }
}
