package io.headroom.cache;

import java.time.Duration;

/// What L1 does while this node does not know what the others invalidate: past its coherence lease,
/// when it is cut off from the log.
public sealed interface Consistency {

    /// L1 is not used: L2 is asked, then the loader, by a bounded number of callers at a time.
    record Strict() implements Consistency {}

    /// L1 serves what it has, marked as [Lookup.Stale].
    ///
    /// @param atMost for how long after the lease ended, more than zero; then as [Strict]
    record Available(Duration atMost) implements Consistency {

        public Available {
            Refuse.unlessPositive("consistency.atMost", atMost);
        }
    }

    /// The default.
    static Consistency strict() {
        return new Strict();
    }

    /// Prefers an answer to a fresh one.
    static Consistency available(Duration atMost) {
        return new Available(atMost);
    }
}
