package io.headroom.spring.response.tomcat;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Runs what the poller submits on the poller itself, and what others submit on other threads.
///
/// While the poller runs a task, the task may [#handOver] the rest of its work: that begins on
/// another thread after the task has returned, when Tomcat has let go of the request.
final class InlineExecutor implements Executor {

    /// Of one write. Longer answers go out in several.
    private static final int OUTGOING_BYTES = 64 * 1024;

    private final Executor others;
    private final Supplier<String> pollersName;

    /// The connector's only poller, once it has been seen.
    private volatile @Nullable Thread poller;

    /// This and what follows is used by the poller alone.
    private final ByteBuffer outgoing = ByteBuffer.allocateDirect(OUTGOING_BYTES);

    private boolean running;

    private long task;

    private @Nullable Runnable handedOver;

    InlineExecutor(Executor others, Supplier<String> pollersName) {
        this.others = others;
        this.pollersName = pollersName;
    }

    @Override
    public void execute(Runnable task) {
        if (!isPoller() || running) {
            others.execute(task);
            return;
        }
        running = true;
        this.task++;
        try {
            task.run();
            Runnable rest = handedOver;
            if (rest != null) {
                handedOver = null;
                rest.run();
            }
        } finally {
            handedOver = null;
            running = false;
        }
    }

    /// Whether this is a task that the poller runs: it must neither wait nor take long.
    boolean isInline() {
        return running && isPoller();
    }

    /// An empty buffer outside of the heap, for what goes out in this task.
    ByteBuffer outgoing() {
        return outgoing.clear();
    }

    /// The number of the task that the poller runs.
    long task() {
        return task;
    }

    /// Does something after the task that the poller runs has returned; what that submits runs on
    /// another thread.
    void handOver(Runnable rest) {
        handedOver = rest;
    }

    private boolean isPoller() {
        Thread current = Thread.currentThread();
        Thread known = poller;
        if (known != null) {
            return current.equals(known) || isRestarted(current);
        }
        return isNamed(current);
    }

    /// A connector that is stopped and started again has a new poller.
    private boolean isRestarted(Thread current) {
        return !current.isVirtual() && isNamed(current);
    }

    private boolean isNamed(Thread current) {
        if (current.isVirtual() || !current.getName().equals(pollersName.get())) {
            return false;
        }
        poller = current;
        return true;
    }
}
