package io.headroom.lock;

import java.util.Locale;

/// What a lock promises.
public enum Tier {
    /// Mostly one holder at a time. Two can be when one stands still beyond its lease, or when
    /// Redis fails over or loses its data: for work that is only wasted when done twice.
    EFFICIENT,

    /// As [#EFFICIENT], and a transaction that was guarded is refused by PostgreSQL when its holder
    /// is not the holder any more: for writes.
    GUARDED,

    /// One holder at a time as long as PostgreSQL runs: the lock ends with the transaction that it
    /// protects, and costs a connection while it is held.
    STRICT;

    /// The name in lower case, as in metrics.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
