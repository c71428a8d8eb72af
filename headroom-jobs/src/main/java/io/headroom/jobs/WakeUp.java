package io.headroom.jobs;

import java.util.Set;
import java.util.function.Consumer;

/// Tells workers that a queue has something to do, after the transaction that enqueued it
/// committed. A hint: it may be lost, repeated or late, and then polling finds the job. Safe for
/// use by many threads.
public interface WakeUp {

    /// Tells the workers of all nodes, this one included or not. Never throws, never waits.
    void publish(Set<String> queues);

    /// Tells a worker of this process from now on.
    ///
    /// @param listener is told the queue; must be quick
    /// @return ends it
    AutoCloseable subscribe(Consumer<String> listener);

    /// Reaches nobody: polling alone.
    static WakeUp none() {
        return new WakeUp() {
            @Override
            public void publish(Set<String> queues) {}

            @Override
            public AutoCloseable subscribe(Consumer<String> listener) {
                return () -> {};
            }
        };
    }
}
