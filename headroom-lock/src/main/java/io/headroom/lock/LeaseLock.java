package io.headroom.lock;

import io.headroom.lock.LocalQueues.Turn;
import io.headroom.lock.LocalQueues.Waiter;
import io.headroom.lock.LockAttempt.Acquired;
import io.headroom.lock.LockAttempt.Busy;
import io.headroom.lock.LockAttempt.Unavailable;
import io.headroom.lock.LockStore.Answer;
import io.headroom.lock.LockStore.Answer.Away;
import io.headroom.lock.LockStore.Answer.Granted;
import io.headroom.lock.LockStore.Answer.NotHeld;
import io.headroom.lock.LockStore.Answer.Taken;
import io.headroom.lock.LockStore.Answer.Yielded;
import io.headroom.lock.LockStore.Claim;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.ToLongFunction;

/// Locks by leases in a [LockStore].
///
/// A caller first stands in the queue of its process. When its turn comes it contends with other
/// processes: it asks the store, and while another one holds the lock it waits for word that it is
/// free, for the end of the holder's lease, or for a pause with jitter as backstop. What it got is
/// given back, or to the next in its queue, by [StoredLeases].
///
/// @param <H> the kind of hold
abstract class LeaseLock<H extends Hold> implements DistributedLock<H> {

    /// How long a process that let others in first does not ask.
    private static final long YIELD_NANOS = Duration.ofMillis(2).toNanos();

    private final Tier tier;
    private final LockStore store;
    private final Surroundings surroundings;
    private final Recorder recorder;
    private final LocalQueues queues;
    private final Wakeups wakeups = new Wakeups();
    private final StoredLeases leases;

    /// @param floors the highest token of a name that is known to have been used
    LeaseLock(
            Tier tier,
            LockStore store,
            ToLongFunction<String> floors,
            Surroundings surroundings,
            Recorder recorder) {
        this.tier = tier;
        this.store = store;
        this.surroundings = surroundings;
        this.recorder = recorder;
        this.queues = new LocalQueues(surroundings.deadlines());
        this.leases = new StoredLeases(store, floors, surroundings, queues);
    }

    /// To be called once by whoever made it.
    final void start() {
        recorder.countWaiting(queues::waiting);
        store.onFreed(wakeups::freed);
    }

    /// What has to be there before a lock is taken: what is wrong with it, empty when nothing is.
    abstract String prepare();

    /// Whether a grant of a store that knew no earlier token is of any use.
    abstract boolean isUsable(String name, long token);

    /// A hold of what was granted, kept by [#keeper].
    abstract H hold(Grant grant);

    final Keeper keeper() {
        return leases;
    }

    @Override
    public final Tier tier() {
        return tier;
    }

    @Override
    public final LockAttempt<H> tryLock(String name, LockOptions options)
            throws InterruptedException {
        LockName.refuseUnfit(name);
        String problem = prepare();
        if (!problem.isEmpty()) {
            recorder.unavailable();
            return new Unavailable<>(problem);
        }
        Waiter me = queues.enter(name, options, surroundings.nanos());
        return switch (awaitTurn(me)) {
            case Turn.Contend(boolean afterOthers) -> contend(me, afterOthers);
            case Turn.HandedOver(Grant grant) -> new Acquired<>(hold(grant));
            case Turn.None() -> busy(me);
        };
    }

    private Turn awaitTurn(Waiter me) throws InterruptedException {
        try {
            return queues.await(me, me.options().waitAtMost());
        } catch (InterruptedException e) {
            switch (queues.withdraw(me)) {
                case Turn.Contend(var _) -> queues.passOn(me.name());
                case Turn.HandedOver(Grant grant) -> leases.returnUnused(grant);
                case Turn.None() -> {}
            }
            throw e;
        }
    }

    private Busy<H> busy(Waiter me) {
        long waited = surroundings.nanos() - me.cameNanos();
        recorder.busy(me.name(), waited);
        return new Busy<>(Duration.ofNanos(waited));
    }

    private LockAttempt<H> contend(Waiter me, boolean afterOthers) throws InterruptedException {
        boolean acquired = false;
        try {
            if (afterOthers) {
                Wakeups.pause(Math.clamp(me.left(surroundings.nanos()), 0, YIELD_NANOS));
            }
            LockAttempt<H> outcome = ask(me);
            acquired = outcome instanceof Acquired;
            return outcome;
        } finally {
            if (!acquired) {
                queues.passOn(me.name());
            }
        }
    }

    /// The whole of it when nobody else wants the lock.
    private LockAttempt<H> ask(Waiter me) throws InterruptedException {
        Claim claim = leases.claim(me, 0);
        long sent = surroundings.nanos();
        return switch (answer(claim, sent)) {
            case Granted granted ->
                    new Acquired<>(hold(leases.grant(me, claim, granted, sent, me.stoodInLine())));
            case Taken _ when me.left(surroundings.nanos()) <= 0 -> busy(me);
            case Away(String reason) when me.left(surroundings.nanos()) <= 0 -> away(reason);
            case NotHeld _ -> ask(me);
            case Taken _, Away _, Yielded _ -> persist(me);
        };
    }

    private LockAttempt<H> persist(Waiter me) throws InterruptedException {
        store.listen();
        try (Wakeups.Wakeup word = wakeups.of(me.name())) {
            for (int attempt = 1; ; attempt++) {
                long left = Math.max(0, me.left(surroundings.nanos()));
                Claim claim = leases.claim(me, TimeUnit.NANOSECONDS.toMillis(left) + 1);
                long sent = surroundings.nanos();
                Answer answer = answer(claim, sent);
                if (answer instanceof Granted granted) {
                    return new Acquired<>(hold(leases.grant(me, claim, granted, sent, true)));
                }
                if (answer instanceof NotHeld) {
                    continue;
                }
                left = me.left(surroundings.nanos());
                if (left <= 0) {
                    return answer instanceof Away(String reason) ? away(reason) : busy(me);
                }
                long pause = surroundings.pause(attempt);
                long leaseEnds =
                        answer instanceof Taken(long millis) && millis < 1_000_000
                                ? TimeUnit.MILLISECONDS.toNanos(millis + 1)
                                : Long.MAX_VALUE;
                word.await(Math.min(left, Math.min(pause, leaseEnds)));
            }
        }
    }

    private Unavailable<H> away(String reason) {
        recorder.unavailable();
        return new Unavailable<>(reason);
    }

    /// What the store says; a grant that is of no use is given back. [NotHeld] stands for one below
    /// the fence, which is known from then on.
    private Answer answer(Claim claim, long sent) throws InterruptedException {
        CompletionStage<Answer> asked = store.acquire(claim);
        try {
            Answer answer =
                    surroundings
                            .deadlines()
                            .await(asked.toCompletableFuture(), store.patience().toNanos());
            if (!(answer instanceof Granted(long token, var _, boolean first))) {
                return answer;
            }
            if (Grant.validUntil(sent, claim.lease()) - surroundings.nanos() <= 0) {
                abandon(asked, claim);
                return new Away("the answer came when the lease was over");
            }
            if (first && !isUsable(claim.name(), token)) {
                abandon(asked, claim);
                return new NotHeld();
            }
            return answer;
        } catch (InterruptedException e) {
            abandon(asked, claim);
            throw e;
        } catch (ExecutionException | TimeoutException e) {
            abandon(asked, claim);
            return new Away(Failures.reason(e));
        }
    }

    /// Whether it was granted or will be, nobody holds it.
    private void abandon(CompletionStage<Answer> asked, Claim claim) {
        var _ = store.release(claim.name(), claim.owner());
        var _ =
                asked.thenAccept(answer -> {
                    if (answer instanceof Granted) {
                        var _ = store.release(claim.name(), claim.owner());
                    }
                });
    }
}
