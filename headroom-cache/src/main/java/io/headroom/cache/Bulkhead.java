package io.headroom.cache;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/// Keeps the source of truth from the whole load at once while L2 is away: so many loads at a time.
final class Bulkhead {

    private final CacheOptions options;
    private final Semaphore permits;

    Bulkhead(CacheOptions options) {
        this.options = options;
        permits = new Semaphore(options.degradedLoads());
    }

    /// Waits for room. Whoever comes in calls [#leave].
    ///
    /// @throws LoadTimeoutException when there is none within the time-out of the load
    void enter(LoadOptions how) throws InterruptedException {
        if (!permits.tryAcquire(how.timeout().toNanos(), TimeUnit.NANOSECONDS)) {
            throw new LoadTimeoutException(
                    "L2 does not answer, and %d loads of cache '%s' are under way, as many as its degradedLoads allow"
                            .formatted(options.degradedLoads(), options.name()));
        }
    }

    void leave() {
        permits.release();
    }
}
