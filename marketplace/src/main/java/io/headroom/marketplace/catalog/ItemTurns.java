package io.headroom.marketplace.catalog;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.springframework.dao.CannotAcquireLockException;

/// Lets those who write one item on this node take turns before they take a connection. Who waits
/// at the row itself holds one, so that the writers of a few hot items would hold the whole pool.
/// Nodes are kept apart by the row's lock.
///
/// Items share a fixed number of queues, each in the order of arrival. A turn must not be taken
/// within another. Safe for use by many threads.
final class ItemTurns {

    private static final int QUEUES = 256;
    private static final long PATIENCE_MILLIS = 3_000;

    private final ReentrantLock[] queues = new ReentrantLock[QUEUES];

    ItemTurns() {
        for (int i = 0; i < QUEUES; i++) {
            queues[i] = new ReentrantLock(true);
        }
    }

    /// @throws CannotAcquireLockException after three seconds, as long as one waits for a
    ///   connection at most, and when the thread is interrupted
    <T> T take(long item, Supplier<T> write) {
        ReentrantLock queue = queues[Math.floorMod(Long.hashCode(item), QUEUES)];
        enter(queue, item);
        try {
            return write.get();
        } finally {
            queue.unlock();
        }
    }

    private static void enter(ReentrantLock queue, long item) {
        boolean entered = false;
        try {
            entered = queue.tryLock(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (!entered) {
            throw new CannotAcquireLockException(
                    "item " + item + " is being written by too many others");
        }
    }
}
