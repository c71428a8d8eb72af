package io.headroom.operations.alert;

/// What holds at this moment.
///
/// @param holds whether the rule's condition is met
/// @param value what was compared; NaN when there is none
public record Verdict(AlertRule rule, boolean holds, double value) {}
