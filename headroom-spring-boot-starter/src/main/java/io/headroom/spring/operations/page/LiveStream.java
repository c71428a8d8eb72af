package io.headroom.spring.operations.page;

import jakarta.servlet.AsyncContext;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Server-sent events (HTML Living Standard, section 9.2) for a bounded number of listeners.
///
/// A snapshot is made and written as JSON once for all of them, and none while nobody listens. Each
/// listener has a virtual thread that writes the newest one: who reads slowly misses some, and
/// delays nobody. A listener that went away is noticed when the next ones cannot be written; one
/// that reads nothing any more when the connector's time for writing is over. Safe for use by many
/// threads.
final class LiveStream implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(LiveStream.class);

    private final Supplier<byte[]> snapshot;
    private final int most;
    private final Duration interval;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition next = lock.newCondition();
    private int listeners;
    private long number;
    private byte[] event = {};
    private @Nullable ScheduledExecutorService executor;

    /// @param snapshot makes the JSON text of the moment, in UTF-8 and one line
    /// @param most how many may listen
    LiveStream(Supplier<byte[]> snapshot, int most, Duration interval) {
        this.snapshot = snapshot;
        this.most = most;
        this.interval = interval;
    }

    /// Takes a place among the listeners, which [#follow] gives back.
    ///
    /// @return whether there was one
    boolean tryJoin() {
        boolean first;
        lock.lock();
        try {
            if (executor == null || listeners >= most) {
                return false;
            }
            first = listeners++ == 0;
        } finally {
            lock.unlock();
        }
        if (first) {
            tick(); // what was sent last may be an hour old
        }
        return true;
    }

    int listeners() {
        lock.lock();
        try {
            return listeners;
        } finally {
            lock.unlock();
        }
    }

    /// Sends snapshots until the listener goes or the service ends. Returns at once.
    void follow(AsyncContext listener) {
        Thread.ofVirtual()
                .name("headroom-operations-listener")
                .start(() -> {
                    try (OutputStream out = listener.getResponse().getOutputStream()) {
                        send(out);
                    } catch (IOException | RuntimeException gone) {
                        LOG.debug("a listener went away: {}", gone.toString());
                    } finally {
                        leave();
                        complete(listener);
                    }
                });
    }

    private void send(OutputStream out) throws IOException {
        long seen = 0;
        while (true) {
            byte[] newest;
            lock.lock();
            try {
                while (executor != null && number == seen) {
                    next.awaitUninterruptibly();
                }
                if (executor == null) {
                    return;
                }
                seen = number;
                newest = event;
            } finally {
                lock.unlock();
            }
            out.write(newest);
            out.flush();
        }
    }

    private void leave() {
        lock.lock();
        try {
            listeners--;
        } finally {
            lock.unlock();
        }
    }

    private static void complete(AsyncContext listener) {
        try {
            listener.complete();
        } catch (IllegalStateException overAlready) {
            LOG.debug("the container ended a listener: {}", overAlready.toString());
        }
    }

    private void tick() {
        if (listeners() == 0) {
            return;
        }
        byte[] made;
        try {
            made = SseEvent.of("snapshot", snapshot.get());
        } catch (RuntimeException e) {
            LOG.error("no snapshot could be made", e);
            made = SseEvent.heartbeat();
        }
        lock.lock();
        try {
            event = made;
            number++;
            next.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void start() {
        lock.lock();
        try {
            if (executor == null) {
                ScheduledExecutorService made =
                        Executors.newSingleThreadScheduledExecutor(
                                Thread.ofVirtual().name("headroom-operations-page").factory());
                long nanos = interval.toNanos();
                var _ = made.scheduleAtFixedRate(this::tick, nanos, nanos, TimeUnit.NANOSECONDS);
                executor = made;
            }
        } finally {
            lock.unlock();
        }
    }

    /// Ends all listeners' answers: in the last phase of starting, and so before the web server
    /// begins to wait for the requests that are under way.
    @Override
    public void stop() {
        lock.lock();
        try {
            if (executor != null) {
                executor.shutdownNow();
                executor = null;
                next.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isRunning() {
        lock.lock();
        try {
            return executor != null;
        } finally {
            lock.unlock();
        }
    }
}
