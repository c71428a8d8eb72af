package io.headroom.cache.warmup;

/// Why a task's keys are worth warming; those named first are warmed first.
public enum Urgency {
    /// Hardly any request gets on without them.
    CRITICAL,
    /// They are asked for most.
    FREQUENT,
    /// They are new, and will be asked for.
    RECENT,
    /// The rest.
    OTHER
}
