package io.headroom.operations.alert;

/// An alert on a figure.
///
/// @param figure the name that [io.headroom.operations.history.History] knows it by
/// @param bound the limit that it must not cross
/// @param component of the service's health that it belongs to
public record Threshold(AlertRule rule, String figure, Bound bound, String component) {

    /// What holds when the figure has this value.
    public Verdict judge(double value) {
        return new Verdict(rule, bound.isCrossedBy(value), value);
    }
}
