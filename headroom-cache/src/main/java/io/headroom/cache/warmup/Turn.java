package io.headroom.cache.warmup;

/// What a warm-up happens in: a lock, so that the nodes of a service take turns and all but the
/// first find what is shared filled.
@FunctionalInterface
public interface Turn {

    /// Runs it when its turn has come.
    ///
    /// @throws Exception when it does not come; nothing was run
    void take(Runnable warmUp) throws Exception;

    /// Every node for itself, at once.
    static Turn atOnce() {
        return Runnable::run;
    }
}
