package io.headroom.lock;

import java.time.Duration;

/// Is told what happens to locks, on the thread to which it happens: it must be quick and must not
/// throw. Safe for use by many threads.
public interface LockListener {

    /// Listens to nothing.
    LockListener NONE =
            new LockListener() {
                @Override
                public void acquired(Tier tier, Duration waited) {}

                @Override
                public void ended(Tier tier, Duration held) {}
            };

    /// A lock was acquired.
    ///
    /// @param waited from the request
    void acquired(Tier tier, Duration waited);

    /// A lock was released or lost.
    ///
    /// @param held how long it was held
    void ended(Tier tier, Duration held);
}
