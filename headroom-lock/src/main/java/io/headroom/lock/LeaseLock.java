package io.headroom.lock;

import io.headroom.lock.LocalQueues.Next;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Locks by leases in a [LockStore].
///
/// A caller first stands in the queue of its process. When its turn comes it contends with other
/// processes: it asks the store, and while another one holds the lock it waits for word that it is
/// free, for the end of the holder's lease, or for a pause with jitter as backstop. A holder that
/// gives the lock back hands it to the next in its own queue: without a word to the store while the
/// lease is fresh and there are tokens for it, else with one command. Others are let in after
/// [#MOST_HAND_OVERS].
///
/// @param <H> the kind of hold
abstract class LeaseLock<H extends Hold> implements DistributedLock<H>, Keeper {

    private static final Logger log = LoggerFactory.getLogger(LeaseLock.class);

    /// So many holders of one process in a row, while others wait.
    private static final int MOST_HAND_OVERS = 32;

    /// How old a lease may be that is passed on without asking the store, and what part of it may
    /// be over: whoever gets it has hardly less than a new one.
    private static final long FRESH_NANOS = Duration.ofMillis(5).toNanos();

    private static final int FRESH_PART = 10;

    /// How long a process that let others in first does not ask.
    private static final long YIELD_NANOS = Duration.ofMillis(2).toNanos();

    private final Tier tier;
    private final LockStore store;
    private final Surroundings surroundings;
    private final Recorder recorder;
    private final LocalQueues queues = new LocalQueues();
    private final Wakeups wakeups = new Wakeups();

    LeaseLock(Tier tier, LockStore store, Surroundings surroundings, Recorder recorder) {
        this.tier = tier;
        this.store = store;
        this.surroundings = surroundings;
        this.recorder = recorder;
    }

    /// To be called once by whoever made it.
    final void start() {
        recorder.countWaiting(queues::waiting);
        store.onFreed(wakeups::freed);
    }

    /// What has to be there before a lock is taken: what is wrong with it, empty when nothing is.
    abstract String prepare();

    /// The highest token that is known to have been used.
    abstract long floor(String name);

    /// Whether a grant of a store that knew no earlier token is of any use.
    abstract boolean isUsable(String name, long token);

    abstract H hold(Grant grant);

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
        return switch (awaitTurn(me, options)) {
            case Turn.Contend(boolean afterOthers) -> contend(me, afterOthers);
            case Turn.HandedOver(Grant grant) -> new Acquired<>(hold(grant));
            case Turn.None() -> busy(me);
        };
    }

    private Turn awaitTurn(Waiter me, LockOptions options) throws InterruptedException {
        try {
            return queues.await(me, options.waitAtMost());
        } catch (InterruptedException e) {
            switch (queues.withdraw(me)) {
                case Turn.Contend(var _) -> queues.passOn(me.name());
                case Turn.HandedOver(Grant grant) -> returnUnused(grant);
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
        Claim claim = claim(me, 0);
        long sent = surroundings.nanos();
        return switch (answer(claim, sent)) {
            case Granted granted ->
                    new Acquired<>(hold(grant(me, claim, granted, sent, me.stoodInLine())));
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
                Claim claim = claim(me, TimeUnit.NANOSECONDS.toMillis(left) + 1);
                long sent = surroundings.nanos();
                Answer answer = answer(claim, sent);
                if (answer instanceof Granted granted) {
                    return new Acquired<>(hold(grant(me, claim, granted, sent, true)));
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

    private Claim claim(Waiter waiter, long announceMillis) {
        return new Claim(
                waiter.name(),
                surroundings.newOwner(),
                waiter.options().lease(),
                floor(waiter.name()),
                announceMillis);
    }

    private Grant grant(Waiter waiter, Claim claim, Granted granted, long sent, boolean contended) {
        return new Grant(
                claim.name(),
                claim.owner(),
                granted.token(),
                granted.lastToken(),
                waiter.options(),
                sent,
                surroundings.nanos() - waiter.cameNanos(),
                contended);
    }

    /// What the store says; a grant that is of no use is given back. [NotHeld] stands for one below
    /// the fence, which is known from then on.
    private Answer answer(Claim claim, long sent) throws InterruptedException {
        CompletionStage<Answer> asked = store.acquire(claim);
        try {
            Answer answer =
                    asked.toCompletableFuture()
                            .get(store.patience().toNanos(), TimeUnit.NANOSECONDS);
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

    @Override
    public final CompletionStage<Boolean> extend(Lease lease, Duration duration) {
        return store.extend(lease.name(), lease.owner(), duration);
    }

    @Override
    public final boolean release(Lease lease) {
        while (true) {
            Next next = queues.poll(lease.name());
            if (next == null) {
                return letGo(lease);
            }
            if (!isPassable(lease, next.waiter().options())) {
                return handOver(lease, next);
            }
            if (next.waiter().give(new Turn.HandedOver(passed(lease.grant(), next.waiter())))) {
                return true;
            }
        }
    }

    /// Whether a holder may follow under the same lease.
    private boolean isPassable(Lease lease, LockOptions next) {
        Grant grant = lease.grant();
        Duration given = grant.options().lease();
        long age = surroundings.nanos() - grant.sentNanos();
        return grant.token() < grant.lastToken()
                && grant.token() >= floor(grant.name())
                && age < Math.min(FRESH_NANOS, given.toNanos() / FRESH_PART)
                && next.lease().compareTo(given) <= 0
                && !lease.isExtended();
    }

    private Grant passed(Grant grant, Waiter next) {
        return new Grant(
                grant.name(),
                grant.owner(),
                grant.token() + 1,
                grant.lastToken(),
                next.options(),
                grant.sentNanos(),
                surroundings.nanos() - next.cameNanos(),
                true);
    }

    /// Whoever comes next asks behind this on the same connection.
    private boolean letGo(Lease lease) {
        CompletionStage<Boolean> asked = store.release(lease.name(), lease.owner());
        queues.passOn(lease.name());
        if (lease.grant().options().releaseAwaited()) {
            return await(lease.name(), asked);
        }
        var _ =
                asked.whenComplete((held, failure) -> {
                    if (failure != null) {
                        log.info("{}", notGivenBack(lease.name(), failure).getMessage());
                    } else if (!held) {
                        lease.foundLost();
                    }
                });
        return true;
    }

    private boolean handOver(Lease lease, Next next) {
        Claim claim = claim(next.waiter(), 0);
        long sent = surroundings.nanos();
        CompletionStage<Answer> asked =
                store.handOver(lease.owner(), claim, next.handOvers() >= MOST_HAND_OVERS);
        var _ =
                asked.whenComplete((answer, failure) ->
                        settle(
                                next.waiter(),
                                claim,
                                sent,
                                failure == null ? answer : new Away(Failures.reason(failure))));
        try {
            return await(lease.name(), asked.thenApply(answer -> !(answer instanceof NotHeld)));
        } catch (LockUnavailableException e) {
            settle(next.waiter(), claim, sent, new Away(Failures.reason(e)));
            throw e;
        }
    }

    /// Tells the next one what it got; one that does not wait any more has not got it.
    private void settle(Waiter next, Claim claim, long sent, Answer answer) {
        if (answer instanceof Granted granted) {
            Grant grant = grant(next, claim, granted, sent, true);
            if (!next.give(new Turn.HandedOver(grant))) {
                returnUnused(grant);
            }
        } else if (!next.give(new Turn.Contend(answer instanceof Yielded))) {
            queues.passOn(claim.name());
        }
    }

    private void returnUnused(Grant grant) {
        var _ = store.release(grant.name(), grant.owner());
        queues.passOn(grant.name());
    }

    private boolean await(String name, CompletionStage<Boolean> asked) {
        boolean interrupted = false;
        long deadline = surroundings.nanos() + store.patience().toNanos();
        try {
            while (true) {
                try {
                    return asked.toCompletableFuture()
                            .get(deadline - surroundings.nanos(), TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    interrupted = true;
                } catch (ExecutionException | TimeoutException e) {
                    throw notGivenBack(name, e);
                }
            }
        } finally {
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static LockUnavailableException notGivenBack(String name, Throwable failure) {
        return new LockUnavailableException(
                "the lock '%s' is not given back but ends with its lease: %s"
                        .formatted(name, Failures.reason(failure)));
    }

    @Override
    public final void lost(Lease lease) {
        var _ = store.release(lease.name(), lease.owner());
        queues.passOn(lease.name());
    }
}
