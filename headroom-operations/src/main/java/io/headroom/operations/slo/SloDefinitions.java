package io.headroom.operations.slo;

import io.headroom.operations.alert.Threshold;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What one file says: what the service promises, and from when a figure is a matter of alarm.
///
/// @param period over which an error budget is spent, from 1 to 30 days
public record SloDefinitions(
        Duration period, List<Objective> objectives, List<Threshold> thresholds) {

    /// The figures that alerts are on: what Prometheus has to know of, too.
    public Set<String> alertedFigures() {
        return thresholds.stream().map(Threshold::figure).collect(Collectors.toUnmodifiableSet());
    }

    /// The names of all alerts that can be made, each with a page of the runbook.
    public Set<String> alertNames() {
        return Stream.concat(
                        thresholds.stream().map(threshold -> threshold.rule().name()),
                        BurnRule.ALL.stream().map(BurnRule::name))
                .collect(Collectors.toUnmodifiableSet());
    }
}
