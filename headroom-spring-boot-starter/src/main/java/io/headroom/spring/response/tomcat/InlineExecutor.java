package io.headroom.spring.response.tomcat;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs what a poller submits on that poller itself, and what others submit on other threads.
///
/// While a poller runs a task, the task may [#handOver] the rest of its work: that begins on
/// another thread after the task has returned, when Tomcat has let go of the request.
final class InlineExecutor implements Executor {

    /// Of one write. Longer answers go out in several.
    private static final int OUTGOING_BYTES = 64 * 1024;

    private final Executor others;
    private final Supplier<String> pollersName;
    private final int mostHandedOver;
    private final AtomicInteger handedOver = new AtomicInteger();

    /// What a poller is at; [Turn#NONE] for other threads.
    private final ThreadLocal<Turn> turns = ThreadLocal.withInitial(this::turnOfThisThread);

    /// @param pollersName what the names of the pollers' threads begin with
    /// @param mostHandedOver how many requests may be on other threads, or wait for them, before
    ///   further ones are refused
    InlineExecutor(Executor others, Supplier<String> pollersName, int mostHandedOver) {
        this.mostHandedOver = mostHandedOver;
        this.others = others;
        this.pollersName = pollersName;
    }

    /// Used by its poller alone.
    private static final class Turn {

        private static final Turn NONE = new Turn(ByteBuffer.allocate(0));

        private final ByteBuffer outgoing;
        private boolean running;
        private long task;
        private @Nullable Runnable handedOver;

        private Turn(ByteBuffer outgoing) {
            this.outgoing = outgoing;
        }
    }

    private Turn turnOfThisThread() {
        return Thread.currentThread().getName().startsWith(pollersName.get())
                ? new Turn(ByteBuffer.allocateDirect(OUTGOING_BYTES))
                : Turn.NONE;
    }

    private Turn turn() {
        return Thread.currentThread().isVirtual() ? Turn.NONE : turns.get();
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // the one that stands for none
    public void execute(Runnable task) {
        Turn turn = turn();
        if (turn == Turn.NONE || turn.running) {
            others.execute(task);
            return;
        }
        turn.running = true;
        turn.task++;
        try {
            task.run();
            Runnable rest = turn.handedOver;
            if (rest != null) {
                turn.handedOver = null;
                rest.run();
            }
        } finally {
            turn.handedOver = null;
            turn.running = false;
        }
    }

    /// Whether this is a task that a poller runs: it must neither wait nor take long.
    boolean isInline() {
        return turn().running;
    }

    boolean isFull() {
        return handedOver.get() >= mostHandedOver;
    }

    void entered() {
        handedOver.incrementAndGet();
    }

    void left() {
        handedOver.decrementAndGet();
    }

    /// An empty buffer outside of the heap, for what goes out in this task.
    ByteBuffer outgoing() {
        return turn().outgoing.clear();
    }

    /// The number of the task that this poller runs.
    long task() {
        return turn().task;
    }

    /// Does something after the task that this poller runs has returned; what that submits runs on
    /// another thread.
    void handOver(Runnable rest) {
        turn().handedOver = rest;
    }
}
