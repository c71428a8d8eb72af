package io.headroom.cache;

import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Renews the fill leases of the loads that take long. One platform thread for all caches of a
/// registry, which exists from the first load on; virtual ones may starve it while loaders keep all
/// carriers busy, and the leases of slow loads are the ones that matter.
final class LeaseKeeper implements AutoCloseable {

    private final ScheduledThreadPoolExecutor thread;

    LeaseKeeper() {
        thread =
                new ScheduledThreadPoolExecutor(
                        1,
                        Thread.ofPlatform().daemon().name("headroom-cache-leases").factory(),
                        new ThreadPoolExecutor.DiscardPolicy());
        thread.setRemoveOnCancelPolicy(true);
    }

    /// Runs a renewal every so often until it is ended.
    SharedTier.AutoRenewal every(long nanos, Runnable renewal) {
        ScheduledFuture<?> task =
                thread.scheduleAtFixedRate(renewal, nanos, nanos, TimeUnit.NANOSECONDS);
        return () -> {
            if (task != null) { // the keeper was closed before
                task.cancel(false);
            }
        };
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
