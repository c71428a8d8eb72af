package io.headroom.operations.node;

import java.util.Collection;

/// What a node counted for an objective. Events of several nodes are one count, so that the promise
/// is that of the service: a node that serves little can break little of it.
///
/// @param good events of the period that were good
/// @param bad those that were not
/// @param burnRate how fast the budget goes, as [io.headroom.operations.slo.SloStatus#burnRate]
/// @param recent how many events that rate stands for; weighs it
public record BudgetShare(double good, double bad, double burnRate, double recent) {

    /// What nodes counted together; nothing for none.
    public static BudgetShare together(Collection<BudgetShare> shares) {
        double good = shares.stream().mapToDouble(BudgetShare::good).sum();
        double bad = shares.stream().mapToDouble(BudgetShare::bad).sum();
        double recent = shares.stream().mapToDouble(BudgetShare::recent).sum();
        double burning = shares.stream().mapToDouble(each -> each.burnRate * each.recent).sum();
        return new BudgetShare(good, bad, recent > 0 ? burning / recent : 0, recent);
    }

    /// The share of events that was good; 1 without events.
    public double compliance() {
        return good + bad == 0 ? 1 : good / (good + bad);
    }

    /// The share of the error budget that is left, negative when the promise is broken; 1 without
    /// events.
    ///
    /// @param target the share of events that has to be good, below 1
    public double budgetRemaining(double target) {
        return good + bad == 0 ? 1 : 1 - bad / ((good + bad) * (1 - target));
    }
}
