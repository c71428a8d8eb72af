package io.headroom.spring.operations;

import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Daemon threads for what operators ask for now and then: each ends a minute after its last work,
/// so that there is none most of the time. A bean of a subclass ends them with the service, by an
/// interrupt. Safe for use by many threads.
public abstract class ThreadsOnDemand implements AutoCloseable {

    private final ScheduledThreadPoolExecutor executor;

    /// @param name of the threads
    /// @param most how many there are at once, at least 1
    protected ThreadsOnDemand(String name, int most) {
        executor =
                new ScheduledThreadPoolExecutor(
                        most, Thread.ofPlatform().name(name).daemon().factory());
        executor.setKeepAliveTime(1, TimeUnit.MINUTES);
        executor.allowCoreThreadTimeOut(true);
        executor.setRemoveOnCancelPolicy(true);
    }

    /// What does the work.
    public final ScheduledExecutorService executor() {
        return executor;
    }

    @Override
    public final void close() {
        executor.shutdownNow();
    }
}
