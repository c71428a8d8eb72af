package io.headroom.cache.warmup;

/// Which tasks are run.
public enum WarmUpStrategy {
    /// Those that are [Urgency#CRITICAL].
    CRITICAL_ONLY,
    /// These and the [Urgency#FREQUENT] ones.
    HIGH_FREQUENCY,
    /// The critical and the [Urgency#RECENT] ones.
    RECENT_DATA,
    /// All.
    COMPREHENSIVE;

    /// Whether tasks of that urgency belong to it.
    public boolean includes(Urgency urgency) {
        return switch (urgency) {
            case CRITICAL -> true;
            case FREQUENT -> this == HIGH_FREQUENCY || this == COMPREHENSIVE;
            case RECENT -> this == RECENT_DATA || this == COMPREHENSIVE;
            case OTHER -> this == COMPREHENSIVE;
        };
    }
}
