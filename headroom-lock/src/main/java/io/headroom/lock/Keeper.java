package io.headroom.lock;

import java.time.Duration;
import java.util.concurrent.CompletionStage;

/// Who keeps what a [Lease] stands for.
interface Keeper {

    /// Makes the lease last from now; false when it is another's or nobody's.
    CompletionStage<Boolean> extend(Lease lease, Duration duration);

    /// Gives it back, to the next in this process or to all; false when it was not held, as far as
    /// the options of the hold let it wait for that.
    ///
    /// @throws LockUnavailableException when the server did not answer
    boolean release(Lease lease);

    /// Takes note that it is lost, and lets the next in this process try.
    void lost(Lease lease);
}
