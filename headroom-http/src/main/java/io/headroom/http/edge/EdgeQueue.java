package io.headroom.http.edge;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The keys that one edge has still to forget, and the thread that tells it.
///
/// While a request is under way, all that comes makes up the next one. What fails is tried again
/// until it succeeds; what comes meanwhile is bounded.
final class EdgeQueue implements Runnable, AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(EdgeQueue.class);

    private record Repeat(long dueNanos, List<String> keys) {}

    private final PurgeRequest request;
    private final EdgeOptions options;
    private final LongSupplier nanos;
    private final Supplier<? extends RandomGenerator> random;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Repeat> repeats = new ArrayDeque<>();
    private PendingKeys next;
    private int sending;
    private int failuresInARow;
    private long succeeded;
    private long failed;
    private String detail = "";
    private boolean closing;

    EdgeQueue(
            PurgeRequest request,
            EdgeOptions options,
            LongSupplier nanos,
            Supplier<? extends RandomGenerator> random) {
        this.request = request;
        this.options = options;
        this.nanos = nanos;
        this.random = random;
        next = new PendingKeys(options.maxPending());
    }

    /// Done when the keys were purged, and at once while the edge fails.
    Future<?> add(Collection<String> keys) {
        lock.lock();
        try {
            next.add(keys, options.repeatAfter().isPositive());
            changed.signalAll();
            return failuresInARow > 0 ? CompletableFuture.completedFuture(null) : next.settled();
        } finally {
            lock.unlock();
        }
    }

    EdgeStatus status() {
        lock.lock();
        try {
            return new EdgeStatus(
                    request.edge().name(),
                    failuresInARow > 0,
                    sending + next.keys().size(),
                    succeeded,
                    failed,
                    detail);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        try {
            PendingKeys batch = takeNext();
            while (!batch.keys().isEmpty()) {
                sendAll(batch);
                batch = takeNext();
            }
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits for keys, new ones or such that are due once more; none when closing.
    private PendingKeys takeNext() throws InterruptedException {
        lock.lockInterruptibly();
        try {
            takeDueRepeats();
            while (next.keys().isEmpty() && !closing) {
                if (repeats.isEmpty()) {
                    changed.await();
                } else {
                    long _ = changed.awaitNanos(untilDue(repeats.getFirst()));
                }
                takeDueRepeats();
            }
            PendingKeys batch = next;
            next = new PendingKeys(options.maxPending());
            sending = batch.keys().size();
            return batch;
        } finally {
            lock.unlock();
        }
    }

    /// Those who close the service do not wait for what is to be told twice: it is told now.
    private void takeDueRepeats() {
        while (!repeats.isEmpty() && (closing || untilDue(repeats.getFirst()) <= 0)) {
            next.add(repeats.removeFirst().keys(), false);
        }
    }

    private long untilDue(Repeat repeat) {
        return repeat.dueNanos() - nanos.getAsLong();
    }

    private void sendAll(PendingKeys batch) throws InterruptedException {
        List<String> left = new ArrayList<>(batch.keys().keySet());
        while (!left.isEmpty()) {
            List<String> now = left.subList(0, countOfRequest(left));
            try {
                request.send(now);
            } catch (IOException | RuntimeException e) {
                Duration pause = noteFailure(e);
                batch.settled().complete(null);
                if (isClosedAfter(pause)) {
                    return;
                }
                continue;
            }
            noteSuccess(now, batch);
            now.clear();
        }
        batch.settled().complete(null);
    }

    private static int countOfRequest(List<String> keys) {
        int count = 1;
        int length = keys.getFirst().length();
        while (count < keys.size() && count < PurgeRequest.MOST_KEYS) {
            length += 1 + keys.get(count).length();
            if (length > PurgeRequest.LONGEST) {
                break;
            }
            count++;
        }
        return count;
    }

    private void noteSuccess(List<String> keys, PendingKeys batch) {
        List<String> later = keys.stream().filter(key -> isTrue(batch, key)).toList();
        lock.lock();
        try {
            if (failuresInARow > 0) {
                log.info("Edge '{}' takes purges again", request.edge().name());
            }
            failuresInARow = 0;
            detail = "";
            succeeded++;
            sending -= keys.size();
            if (!later.isEmpty()) {
                long due = nanos.getAsLong() + options.repeatAfter().toNanos();
                repeats.addLast(new Repeat(due, later));
            }
        } finally {
            lock.unlock();
        }
    }

    private static boolean isTrue(PendingKeys batch, String key) {
        return Boolean.TRUE.equals(batch.keys().get(key));
    }

    private Duration noteFailure(Exception e) {
        lock.lock();
        try {
            failed++;
            failuresInARow++;
            detail = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            if (failuresInARow == 1) {
                log.warn("Edge '{}' does not take purges: {}", request.edge().name(), detail);
            }
            return options.retry().pause(failuresInARow, random.get());
        } finally {
            lock.unlock();
        }
    }

    private boolean isClosedAfter(Duration pause) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            long left = pause.toNanos();
            while (left > 0 && !closing) {
                left = changed.awaitNanos(left);
            }
            return closing;
        } finally {
            lock.unlock();
        }
    }

    /// Lets the thread end when it has sent what is pending, or at the first failure.
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
