package io.headroom.operations.slo;

import io.headroom.operations.alert.AlertRule;
import io.headroom.operations.alert.Priority;
import java.time.Duration;
import java.util.List;

/// When a budget burns too fast: over a long window, so that it matters, and over a short one, so
/// that it still does. A burn rate of 1 spends the budget of a period in just that period. The
/// factors and windows are those of table 5-8 of "The Site Reliability Workbook": of the budget of
/// 30 days 2 % in an hour, 5 % in six, 10 % in a day, 10 % in three.
///
/// @param name of the alert
/// @param factor the burn rate above which it holds
/// @param page whether it wakes somebody
public record BurnRule(
        String name, double factor, Duration longWindow, Duration shortWindow, boolean page) {

    /// How long such an alert goes on after it held last.
    public static final Duration KEEP_FIRING = Duration.ofMinutes(5);

    /// The four of them, the fastest first.
    public static final List<BurnRule> ALL =
            List.of(
                    rule("HeadroomBudgetBurnsVeryFast", 14.4, 60, 5, true),
                    rule("HeadroomBudgetBurnsFast", 6, 360, 30, true),
                    rule("HeadroomBudgetBurns", 3, 1_440, 120, false),
                    rule("HeadroomBudgetBurnsSlowly", 1, 4_320, 360, false));

    private static BurnRule rule(
            String name, double factor, int longMinutes, int shortMinutes, boolean page) {
        return new BurnRule(
                name,
                factor,
                Duration.ofMinutes(longMinutes),
                Duration.ofMinutes(shortMinutes),
                page);
    }

    /// Those that hold for an objective.
    public static List<BurnRule> of(Objective objective) {
        return ALL.stream().filter(rule -> objective.pages() || !rule.page()).toList();
    }

    /// How many events the long window needs to be believed: the objective's own number for the
    /// fastest rule, and as many times more as the rule asks for a lower rate. Few bad events, as a
    /// young process has, are a low rate soon.
    public long leastEvents(Objective objective) {
        return (long) Math.ceil(objective.leastEvents() * ALL.getFirst().factor() / factor);
    }

    /// The alert that this rule makes for an objective.
    public AlertRule alert(Objective objective) {
        return new AlertRule(
                name,
                objective.name(),
                page ? Priority.HIGH : factor > 1 ? Priority.MEDIUM : Priority.LOW,
                "%s: the error budget burns at more than %s times what it may. %s"
                        .formatted(
                                objective.name(),
                                factor == Math.rint(factor)
                                        ? Long.toString((long) factor)
                                        : Double.toString(factor),
                                objective.description()),
                Duration.ZERO,
                KEEP_FIRING);
    }
}
