package io.headroom.operations.slo;

import io.headroom.operations.alert.Bound;
import java.time.Duration;
import java.util.List;

/// Which events count, and which of them are good.
public sealed interface Indicator {

    /// Events that the service itself calls good or bad, such as requests that it failed.
    ///
    /// @param source the name of the source that tells them
    /// @param routes patterns of routes that count, as `/api/**`; empty for all
    record Counted(String source, List<String> routes) implements Indicator {}

    /// Events that are good when they did not take too long.
    ///
    /// @param source the name of the source that tells them
    /// @param within the longest time of a good one
    /// @param routes patterns of routes that count, as `/api/**`; empty for all
    record Timed(String source, Duration within, List<String> routes) implements Indicator {}

    /// Looks at a figure, one a second, that are good on the right side of a limit. A second
    /// without a value is no event.
    ///
    /// @param figure its name in the history
    /// @param wrong the side that is bad
    record Sampled(String figure, Bound wrong) implements Indicator {}
}
