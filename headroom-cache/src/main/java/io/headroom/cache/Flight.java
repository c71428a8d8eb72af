package io.headroom.cache;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// One load of one key, and those who wait for it. When the last of them gives up it is abandoned:
/// its loader is interrupted, and nobody joins any more.
///
/// @param <V> the value's type
final class Flight<K, V> extends CompletableFuture<Lookup<V>> {

    final Cache<K, V> cache;
    final K key;

    /// The key's guard before L2 and the loader were asked. Once it has moved, the flight may carry
    /// an old value: nobody joins it any more, and it is not stored.
    final long sample;

    /// The time of the tags at the same moment.
    final long tagTime;

    /// When it began, on the monotonic clock.
    final long beganNanos;

    /// What L1 took of it; null as long as it took nothing, or refused what an invalidation
    /// overtook.
    volatile @Nullable Entry<V> kept;

    private final CountDownLatch abandoned = new CountDownLatch(1);

    private int waiting = 1;
    private Pilot pilot = new Pilot(1);

    Flight(Cache<K, V> cache, K key, long sample, long tagTime, long beganNanos) {
        this.cache = cache;
        this.key = key;
        this.sample = sample;
        this.tagTime = tagTime;
        this.beganNanos = beganNanos;
    }

    /// Admits one more who waits, unless it is abandoned.
    synchronized boolean admit() {
        if (waiting == 0) {
            return false;
        }
        waiting++;
        return true;
    }

    /// Waits no longer. True when nobody else does: the flight is then abandoned.
    synchronized boolean leave() {
        waiting--;
        if (waiting > 0 || isDone()) {
            return false;
        }
        abandoned.countDown();
        pilot.abandon();
        return true;
    }

    /// Who is to be told of an abandonment.
    synchronized void fliesWith(Pilot pilot) {
        this.pilot = pilot;
        if (abandoned.getCount() == 0) {
            pilot.abandon();
        }
    }

    synchronized Pilot pilot() {
        return pilot;
    }

    /// Lets time pass.
    ///
    /// @throws InterruptedException when the flight is abandoned, or the thread interrupted
    void linger(long nanos) throws InterruptedException {
        if (abandoned.await(nanos, TimeUnit.NANOSECONDS)) {
            throw new InterruptedException("nobody waits for the load any more");
        }
    }
}
