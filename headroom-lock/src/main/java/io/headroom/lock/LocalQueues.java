package io.headroom.lock;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/// Who of this process may contend for a name, or hold it: one at a time, the others in the order
/// in which they came. Safe for use by many threads.
final class LocalQueues {

    /// What a waiter gets.
    sealed interface Turn {

        /// It is its turn to contend with other processes.
        ///
        /// @param afterOthers whether other processes were let in first
        record Contend(boolean afterOthers) implements Turn {}

        /// The holder before it handed the lock over.
        record HandedOver(Grant grant) implements Turn {}

        /// Its time was over.
        record None() implements Turn {}
    }

    /// One that waits.
    static final class Waiter {
        private final CompletableFuture<Turn> turn = new CompletableFuture<>();
        private final String name;
        private final LockOptions options;
        private final long cameNanos;
        private volatile boolean stoodInLine;

        private Waiter(String name, LockOptions options, long cameNanos) {
            this.name = name;
            this.options = options;
            this.cameNanos = cameNanos;
        }

        /// One that stands in no queue.
        static Waiter alone(String name, LockOptions options, long nowNanos) {
            return new Waiter(name, options, nowNanos);
        }

        String name() {
            return name;
        }

        LockOptions options() {
            return options;
        }

        long cameNanos() {
            return cameNanos;
        }

        /// What is left of its wait, in nanoseconds; not more than 0 when it is over.
        long left(long nowNanos) {
            return cameNanos + options.waitAtMost().toNanos() - nowNanos;
        }

        /// Whether it had to wait for its turn.
        boolean stoodInLine() {
            return stoodInLine;
        }

        /// False when it does not wait any more.
        boolean give(Turn given) {
            return turn.complete(given);
        }
    }

    /// A waiter, and how many holders before it handed over without a break.
    record Next(Waiter waiter, int handOvers) {}

    private static final class Queue {
        final Deque<Waiter> waiters = new ArrayDeque<>(2);
        int handOvers;
    }

    private final Deadlines deadlines;
    private final ConcurrentMap<String, Queue> queues = new ConcurrentHashMap<>();

    LocalQueues(Deadlines deadlines) {
        this.deadlines = deadlines;
    }

    /// Takes a place. Whoever finds nobody there has its turn at once.
    Waiter enter(String name, LockOptions options, long nowNanos) {
        Waiter me = new Waiter(name, options, nowNanos);
        queues.compute(
                name,
                (_, queue) -> {
                    if (queue == null) {
                        me.give(new Turn.Contend(false));
                        return new Queue();
                    }
                    me.stoodInLine = true;
                    queue.waiters.add(me);
                    return queue;
                });
        return me;
    }

    /// Waits for the turn. Whoever gets one has to [#poll] or [#passOn] in the end.
    ///
    /// @throws InterruptedException when interrupted; the caller has to [#withdraw]
    Turn await(Waiter me, Duration atMost) throws InterruptedException {
        try {
            return me.turn.isDone() ? me.turn.join() : deadlines.await(me.turn, atMost.toNanos());
        } catch (TimeoutException e) {
            return withdraw(me);
        } catch (ExecutionException e) {
            throw new IllegalStateException(e); // a turn never fails
        }
    }

    /// Stops waiting; the turn that came first, if any.
    Turn withdraw(Waiter me) {
        if (me.give(new Turn.None())) {
            queues.computeIfPresent(
                    me.name,
                    (_, queue) -> {
                        queue.waiters.remove(me);
                        return queue;
                    });
        }
        return me.turn.join();
    }

    /// The next one, who is to be given a turn; null when nobody waits, and the place stays taken.
    @Nullable Next poll(String name) {
        List<Next> next = new ArrayList<>(1);
        queues.computeIfPresent(
                name,
                (_, queue) -> {
                    Waiter waiter = waiting(queue);
                    if (waiter != null) {
                        next.add(new Next(waiter, ++queue.handOvers));
                    }
                    return queue;
                });
        return next.isEmpty() ? null : next.getFirst();
    }

    /// Gives the turn to the next one, or the place up.
    void passOn(String name) {
        List<Waiter> next = new ArrayList<>(1);
        do {
            next.clear();
            queues.computeIfPresent(
                    name,
                    (_, queue) -> {
                        queue.handOvers = 0;
                        Waiter waiter = waiting(queue);
                        if (waiter == null) {
                            return null;
                        }
                        next.add(waiter);
                        return queue;
                    });
        } while (!next.isEmpty() && !next.getFirst().give(new Turn.Contend(false)));
    }

    /// How many wait.
    int waiting() {
        int waiting = 0;
        for (String name : queues.keySet()) {
            int[] here = new int[1];
            queues.computeIfPresent(
                    name,
                    (_, queue) -> {
                        here[0] = queue.waiters.size();
                        return queue;
                    });
            waiting += here[0];
        }
        return waiting;
    }

    /// Under the map's lock.
    private static @Nullable Waiter waiting(Queue queue) {
        for (Iterator<Waiter> each = queue.waiters.iterator(); each.hasNext(); ) {
            Waiter waiter = each.next();
            each.remove();
            if (!waiter.turn.isDone()) {
                return waiter;
            }
        }
        return null;
    }
}
