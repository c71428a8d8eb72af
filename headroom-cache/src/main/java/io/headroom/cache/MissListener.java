package io.headroom.cache;

/// Is told how the reads go on that L1 does not answer; a hit in L1 tells nobody. Called on the
/// thread that reads, which within a load is the load's. Must be quick and must not throw.
public interface MissListener {

    /// The shared tier is about to be asked.
    ///
    /// @param cache the cache's name
    /// @param keys how many keys it is asked for, at least 1
    Step askingL2(String cache, int keys);

    /// The thread is about to wait for a load: its own, or one that another caller began.
    Step awaitingLoad(String cache);

    /// What was about to be done and is done now.
    @FunctionalInterface
    interface Step {

        /// Called once, on the same thread, whatever the outcome.
        ///
        /// @param found how many of the keys have a value, an expired one included
        void ended(int found);
    }

    /// Nobody.
    static MissListener none() {
        return NoMissListener.INSTANCE;
    }
}
