package io.headroom.operations.alert;

/// How soon somebody has to look.
public enum Priority {
    /// Now: a promise is being broken, or a resource is at its end.
    HIGH,
    /// Today: something is slower or fuller than it should be.
    MEDIUM,
    /// This week: a trend.
    LOW
}
