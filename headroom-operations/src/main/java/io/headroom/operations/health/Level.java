package io.headroom.operations.health;

/// What a score means.
public enum Level {
    /// 90 and above.
    EXCELLENT,
    /// 70 and above.
    GOOD,
    /// 50 and above.
    DEGRADED,
    /// Below 50.
    CRITICAL;

    /// The level of a score.
    ///
    /// @param score from 0 to 100
    public static Level of(double score) {
        if (score >= 90) {
            return EXCELLENT;
        }
        if (score >= 70) {
            return GOOD;
        }
        return score >= 50 ? DEGRADED : CRITICAL;
    }
}
