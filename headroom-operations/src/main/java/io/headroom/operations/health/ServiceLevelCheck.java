package io.headroom.operations.health;

import io.headroom.operations.slo.Objective;
import io.headroom.operations.slo.SloStatus;
import io.headroom.operations.slo.SloStatus.Burn;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// Takes 30 points for each promise whose budget burns so fast that somebody is woken, 10 for one
/// that burns too fast, and 5 for one whose budget is used up though it does not burn now.
public final class ServiceLevelCheck implements HealthCheck {

    private final Supplier<List<SloStatus>> status;

    /// Looks at objectives.
    ///
    /// @param status how they stand
    public ServiceLevelCheck(Supplier<List<SloStatus>> status) {
        this.status = status;
    }

    @Override
    public void examine(Examination findings) {
        for (SloStatus each : status.get()) {
            Objective objective = each.objective();
            Component component = Component.of(objective.component());
            if (each.burnsTooFast()) {
                Burn burn = each.burns().stream().filter(Burn::holds).findFirst().orElseThrow();
                findings.deduct(
                        new Deduction(
                                component,
                                each.pages() ? 30 : 10,
                                each.pages(),
                                String.format(
                                        Locale.ROOT,
                                        "%s: the error budget burns at %.1f times what it may (limit %s over %d h).",
                                        objective.name(),
                                        burn.longRate(),
                                        burn.rule().factor(),
                                        burn.rule().longWindow().toHours()),
                                "See docs/runbook/" + burn.rule().name() + ".md."));
            } else if (each.budgetRemaining() <= 0
                    && each.good() + each.bad() >= objective.leastEvents()) {
                findings.deduct(
                        new Deduction(
                                component,
                                5,
                                false,
                                String.format(
                                        Locale.ROOT,
                                        "%s: the error budget of the period is used up: %.3f %% were good, %.3f %% are promised.",
                                        objective.name(),
                                        100 * each.compliance(),
                                        100 * objective.target()),
                                "Make no risky change until the budget recovers."));
            }
        }
    }
}
