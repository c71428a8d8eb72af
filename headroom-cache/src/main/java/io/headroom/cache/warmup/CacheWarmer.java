package io.headroom.cache.warmup;

import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadFactory;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// Runs warm-ups, one at a time, on virtual threads. Safe for use by many threads. [#close] ends
/// the one that runs.
public final class CacheWarmer implements AutoCloseable {

    /// So many keys of a task are loaded at most.
    public static final int MOST_KEYS = 100_000;

    private final List<WarmUpTask<?>> tasks;
    private final WarmUpOptions options;
    private final Turn turn;
    private final InstantSource clock;
    private final LongSupplier nanos;
    private final ThreadFactory threads = Thread.ofVirtual().name("headroom-warm-up-", 0).factory();
    private @Nullable WarmUpRun last;
    private @Nullable Thread thread;
    private long runs;
    private boolean closed;

    /// @param tasks what can be warmed
    /// @param turn what each warm-up happens in
    /// @param clock for people
    /// @param nanos monotonic time
    /// @throws IllegalArgumentException when two tasks have one name
    public CacheWarmer(
            List<WarmUpTask<?>> tasks,
            WarmUpOptions options,
            Turn turn,
            InstantSource clock,
            LongSupplier nanos) {
        Set<String> names = new HashSet<>();
        for (WarmUpTask<?> task : tasks) {
            if (!names.add(task.name())) {
                throw new IllegalArgumentException(
                        "there are two warm-up tasks named '" + task.name() + "'");
            }
        }
        this.tasks = List.copyOf(tasks);
        this.options = options;
        this.turn = turn;
        this.clock = clock;
        this.nanos = nanos;
    }

    /// All tasks, as given.
    public List<WarmUpTask<?>> tasks() {
        return tasks;
    }

    /// Begins to run the tasks of a strategy and returns at once.
    public WarmUpStart start(WarmUpStrategy strategy) {
        return start(
                strategy.name(),
                tasks.stream().filter(task -> strategy.includes(task.urgency())).toList());
    }

    /// As [#start(WarmUpStrategy)], for one task.
    public WarmUpStart start(WarmUpTask<?> task) {
        return start(task.name(), List.of(task));
    }

    private synchronized WarmUpStart start(String what, List<WarmUpTask<?>> chosen) {
        if (chosen.isEmpty() || closed) {
            return new WarmUpStart.Nothing(what);
        }
        if (last != null && last.isRunning()) {
            return new WarmUpStart.Busy(last.status());
        }
        WarmUpRun run = new WarmUpRun(++runs, what, chosen, options, clock, nanos, threads);
        last = run;
        Thread begun = threads.newThread(() -> inTurn(run));
        thread = begun;
        begun.start();
        return new WarmUpStart.Started(run.status());
    }

    private void inTurn(WarmUpRun run) {
        try {
            turn.take(run::run);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            run.fail(e);
        } catch (Exception e) {
            run.fail(e);
        }
    }

    /// Ends the warm-up that runs, after the batches that are being loaded.
    ///
    /// @return whether there was one
    public synchronized boolean cancel() {
        WarmUpRun run = last;
        if (run == null || !run.isRunning()) {
            return false;
        }
        run.cancel();
        Thread waiting = thread;
        if (waiting != null) {
            waiting.interrupt(); // it may wait for its turn
        }
        return true;
    }

    /// How far the last warm-up is.
    public synchronized WarmUpStatus status() {
        return last == null ? WarmUpStatus.NONE : last.status();
    }

    @Override
    public synchronized void close() {
        closed = true;
        var _ = cancel();
    }
}
