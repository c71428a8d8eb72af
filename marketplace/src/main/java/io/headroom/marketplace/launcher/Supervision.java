package io.headroom.marketplace.launcher;

import io.headroom.core.Backoff;
import io.headroom.embedded.EmbeddedServer;
import io.headroom.embedded.EmbeddedServerException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.Random;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// Brings back what dies: a server on its port and data without end, since nothing works without
/// it, a node until it has died five times within a minute. One daemon thread watches each.
final class Supervision {

    static final int DEATHS = 5;
    static final Duration WINDOW = Duration.ofMinutes(1);

    private final Backoff backoff = new Backoff(Duration.ofMillis(100), Duration.ofSeconds(5));
    private final CountDownLatch over = new CountDownLatch(1);
    private final AtomicInteger liveNodes = new AtomicInteger();
    private final Consumer<String> say;
    private final LongSupplier nanoTime;
    private volatile Runnable onChange = () -> {};
    private volatile Runnable onNoNode = () -> {};

    /// @param say tells the person at the terminal
    Supervision(Consumer<String> say, LongSupplier nanoTime) {
        this.say = say;
        this.nanoTime = nanoTime;
    }

    /// Begins.
    ///
    /// @param change called when a process id changed
    /// @param noNode called once when the last node was given up
    void watch(Servers servers, Collection<Node> nodes, Runnable change, Runnable noNode) {
        onChange = change;
        onNoNode = noNode;
        liveNodes.set(nodes.size());
        servers.own().forEach((name, server) -> daemon("watch-" + name, () -> watch(name, server)));
        nodes.forEach(node -> daemon("watch-" + node.name(), () -> watch(node)));
    }

    private static void daemon(String name, Runnable task) {
        Thread.ofPlatform().name(name).daemon().start(task);
    }

    private void watch(String name, EmbeddedServer server) {
        Deaths deaths = new Deaths(nanoTime);
        while (true) {
            server.onExit().join();
            if (isOver()) {
                return;
            }
            say.accept("%s ended; it is started again on port %d.".formatted(name, server.port()));
            int recent = deaths.add();
            if (recent > 1 && pause(recent - 1)) {
                return;
            }
            try {
                server.restart();
                onChange.run();
            } catch (EmbeddedServerException e) {
                say.accept(String.valueOf(e.getMessage()));
            } catch (IllegalStateException closed) {
                return;
            }
        }
    }

    private void watch(Node node) {
        Deaths deaths = new Deaths(nanoTime);
        while (true) {
            int status = exitStatus(node);
            if (isOver()) {
                return;
            }
            int recent = deaths.add();
            if (recent >= DEATHS) {
                giveUp(node);
                return;
            }
            say.accept(
                    "%s ended with status %d; it is started again. Its log is %s."
                            .formatted(node.name(), status, node.log()));
            if (pause(recent)) {
                return;
            }
            node.restart();
            if (isOver()) {
                node.stop();
                return;
            }
            onChange.run();
        }
    }

    private static int exitStatus(Node node) {
        try {
            return node.onExit().join();
        } catch (CompletionException e) {
            return -1;
        }
    }

    private void giveUp(Node node) {
        say.accept(
                "%s died %d times within a minute and is given up. The end of its log, %s:\n%s"
                        .formatted(node.name(), DEATHS, node.log(), node.lastLog()));
        if (liveNodes.decrementAndGet() == 0) {
            onNoNode.run();
        }
    }

    /// Waits before the next attempt.
    ///
    /// @return whether supervision is over meanwhile
    private boolean pause(int attempt) {
        long nanos = backoff.pause(attempt, new Random()).toNanos();
        try {
            return over.await(nanos, TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }

    boolean isOver() {
        return over.getCount() == 0;
    }

    /// Ends supervision: from now on what ends stays ended.
    void end() {
        over.countDown();
    }

    /// Waits for the end of supervision.
    ///
    /// @return whether it came within `atMost`
    boolean awaitEnd(Duration atMost) throws InterruptedException {
        return over.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// When a process died, within the window.
    static final class Deaths {
        private final Deque<Long> times = new ArrayDeque<>();
        private final LongSupplier nanoTime;

        Deaths(LongSupplier nanoTime) {
            this.nanoTime = nanoTime;
        }

        /// Counts one more, and returns how many there were within the window.
        int add() {
            long now = nanoTime.getAsLong();
            times.add(now);
            while (now - times.element() > WINDOW.toNanos()) {
                times.remove();
            }
            return times.size();
        }
    }
}
