package io.headroom.lock;

import io.headroom.lock.LocalQueues.Next;
import io.headroom.lock.LocalQueues.Turn;
import io.headroom.lock.LocalQueues.Waiter;
import io.headroom.lock.LockStore.Answer;
import io.headroom.lock.LockStore.Answer.Away;
import io.headroom.lock.LockStore.Answer.Granted;
import io.headroom.lock.LockStore.Answer.NotHeld;
import io.headroom.lock.LockStore.Answer.Yielded;
import io.headroom.lock.LockStore.Claim;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Leases of a [LockStore] from their grant to their end.
///
/// A holder that gives the lock back hands it to the next in the queue of its process: without a
/// word to the store while the lease is fresh and there are tokens for it, else with one command.
/// Others are let in after [#MOST_HAND_OVERS].
final class StoredLeases implements Keeper {

    private static final Logger log = LoggerFactory.getLogger(StoredLeases.class);

    /// So many holders of one process in a row, while others wait.
    private static final int MOST_HAND_OVERS = 32;

    /// How old a lease may be that is passed on without asking the store, and what part of it may
    /// be over: whoever gets it has hardly less than a new one.
    private static final long FRESH_NANOS = Duration.ofMillis(5).toNanos();

    private static final int FRESH_PART = 10;

    private final LockStore store;
    private final ToLongFunction<String> floors;
    private final Surroundings surroundings;
    private final LocalQueues queues;

    /// @param floors the highest token of a name that is known to have been used
    /// @param queues who waits in this process
    StoredLeases(
            LockStore store,
            ToLongFunction<String> floors,
            Surroundings surroundings,
            LocalQueues queues) {
        this.store = store;
        this.floors = floors;
        this.surroundings = surroundings;
        this.queues = queues;
    }

    /// What a waiter asks the store for.
    ///
    /// @param announceMillis for how many milliseconds it waits for word that the lock is free
    Claim claim(Waiter waiter, long announceMillis) {
        return new Claim(
                waiter.name(),
                surroundings.newOwner(),
                waiter.options().lease(),
                floors.applyAsLong(waiter.name()),
                announceMillis);
    }

    /// What a waiter got.
    ///
    /// @param sent when it was asked for
    Grant grant(Waiter waiter, Claim claim, Granted granted, long sent, boolean contended) {
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

    @Override
    public CompletionStage<Boolean> extend(Lease lease, Duration duration) {
        return store.extend(lease.name(), lease.owner(), duration);
    }

    @Override
    public boolean release(Lease lease) {
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
                && grant.token() >= floors.applyAsLong(grant.name())
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
        AtomicBoolean told = new AtomicBoolean();
        var _ =
                asked.whenComplete((answer, failure) -> {
                    Answer known = failure == null ? answer : new Away(Failures.reason(failure));
                    if (told.compareAndSet(false, true)) {
                        settle(next.waiter(), claim, sent, known);
                    } else if (known instanceof Granted) {
                        // It comes too late: the turn is the next one's, who asks by itself.
                        var _ = store.release(claim.name(), claim.owner());
                    }
                });
        try {
            return await(lease.name(), asked.thenApply(answer -> !(answer instanceof NotHeld)));
        } catch (LockUnavailableException e) {
            if (told.compareAndSet(false, true)) {
                settle(next.waiter(), claim, sent, new Away(Failures.reason(e)));
            }
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

    /// Lets go what nobody waits for any more.
    void returnUnused(Grant grant) {
        var _ = store.release(grant.name(), grant.owner());
        queues.passOn(grant.name());
    }

    private boolean await(String name, CompletionStage<Boolean> asked) {
        boolean interrupted = false;
        long deadline = surroundings.nanos() + store.patience().toNanos();
        try {
            while (true) {
                try {
                    return surroundings
                            .deadlines()
                            .await(asked.toCompletableFuture(), deadline - surroundings.nanos());
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
    public void lost(Lease lease) {
        var _ = store.release(lease.name(), lease.owner());
        queues.passOn(lease.name());
    }
}
