package io.headroom.jobs;

import org.jspecify.annotations.Nullable;

/// How a run ended.
sealed interface Ending {

    /// The work is done.
    ///
    /// @param kept whether the finished job stays visible
    record Done(@Nullable String result, boolean kept) implements Ending {

        /// Leaves nothing behind.
        static final Done FORGOTTEN = new Done(null, false);
    }

    /// It failed and is tried again.
    ///
    /// @param aheadMillis what its priority is worth
    record Retry(long pauseMillis, long aheadMillis, String error) implements Ending {}

    /// It failed for good.
    record Dead(String error) implements Ending {}

    /// It was taken back.
    ///
    /// @param kept whether it stays visible
    record Cancelled(boolean kept) implements Ending {}

    /// It is for another run, as if this one had not been.
    record Returned() implements Ending {}
}
