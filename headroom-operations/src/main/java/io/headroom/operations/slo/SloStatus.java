package io.headroom.operations.slo;

import java.time.Duration;
import java.util.List;

/// How an objective stands.
///
/// @param good events of the period that were good
/// @param bad those that were not
/// @param compliance the share that was good; 1 without events
/// @param budgetRemaining the share of the period's error budget that is left: 1 is all, 0 none,
///   below 0 that the promise is broken. The budget is what may be bad of the events so far
/// @param burnRate how fast the budget goes over the last hour: 1 spends it in just the period
/// @param recentEvents how many events that hour had
/// @param burns every burn rule that holds for it, and whether it does now
public record SloStatus(
        Objective objective,
        double good,
        double bad,
        double compliance,
        double budgetRemaining,
        double burnRate,
        double recentEvents,
        List<Burn> burns) {

    /// A burn rule at this moment.
    ///
    /// @param longRate the burn rate over its long window
    /// @param shortRate that over its short window
    /// @param holds whether both are above its factor, with enough events to be believed
    public record Burn(BurnRule rule, double longRate, double shortRate, boolean holds) {}

    /// Whether the promise is kept over the period.
    public boolean isKept() {
        return compliance >= objective.target();
    }

    /// Whether a rule that wakes somebody holds.
    public boolean pages() {
        return burns.stream().anyMatch(burn -> burn.holds() && burn.rule().page());
    }

    /// Whether any rule holds.
    public boolean burnsTooFast() {
        return burns.stream().anyMatch(Burn::holds);
    }

    /// When the budget is used up if it goes on burning as over the last hour.
    ///
    /// @param period of the budget
    /// @return 0 when nothing is left; more than 100 years stand for never
    public Duration exhaustedIn(Duration period) {
        if (budgetRemaining <= 0) {
            return Duration.ZERO;
        }
        double periods = burnRate > 0 ? budgetRemaining / burnRate : Double.MAX_VALUE;
        double seconds = Math.min(periods * period.toSeconds(), (double) NEVER.toSeconds());
        return Duration.ofSeconds((long) seconds);
    }

    /// Longer than anybody plans.
    public static final Duration NEVER = Duration.ofDays(36_525);
}
