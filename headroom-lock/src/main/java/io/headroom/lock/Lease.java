package io.headroom.lock;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A hold by a lease: held until it is released, or until the watch finds it lost. Exactly one of
/// the two happens, and the keeper is told of it once.
class Lease implements Hold {

    private static final Logger log = LoggerFactory.getLogger(Lease.class);

    private static final long SHORTEST_PAUSE_NANOS = Duration.ofMillis(1).toNanos();

    private enum State {
        HELD,
        RELEASED,
        LOST
    }

    private final Tier tier;
    private final Grant grant;
    private final Keeper keeper;
    private final Surroundings surroundings;
    private final Recorder recorder;
    private final long acquiredNanos;
    private final ReentrantLock guard = new ReentrantLock();
    private final List<Runnable> callbacks = new ArrayList<>();

    private volatile State state = State.HELD;
    private volatile long validUntil;
    private volatile Duration duration;
    private volatile boolean extended;
    private volatile String cause = "";
    private Future<?> tick;

    Lease(Tier tier, Grant grant, Keeper keeper, Surroundings surroundings, Recorder recorder) {
        this.tier = tier;
        this.grant = grant;
        this.keeper = keeper;
        this.surroundings = surroundings;
        this.recorder = recorder;
        duration = grant.options().lease();
        validUntil = Grant.validUntil(grant.sentNanos(), duration);
        acquiredNanos = surroundings.nanos();
        tick = surroundings.after(untilTick(), this::watch);
        recorder.acquired(this, grant);
    }

    /// At the end; when it is renewed, as soon as a third of it is over, and then, while no answer
    /// comes, after a third of what is left.
    private long untilTick() {
        long left = validUntil - surroundings.nanos();
        if (!grant.options().renewed()) {
            return left;
        }
        long untilDue = left - duration.toNanos() / 3 * 2;
        return untilDue > 0 ? untilDue : Math.max(SHORTEST_PAUSE_NANOS, left / 3);
    }

    private void watch() {
        if (state != State.HELD) {
            return;
        }
        if (validUntil - surroundings.nanos() <= 0) {
            lose("its lease of %d ms ended".formatted(duration.toMillis()));
            return;
        }
        if (grant.options().renewed()) {
            long sent = surroundings.nanos();
            Duration by = duration;
            var _ =
                    keeper.extend(this, by)
                            .whenComplete((held, failure) -> {
                                if (failure == null) {
                                    renewed(held, sent, by);
                                }
                            });
        }
        locked(() -> {
            if (state == State.HELD) {
                tick = surroundings.after(untilTick(), this::watch);
            }
        });
    }

    private void renewed(boolean held, long sent, Duration by) {
        if (held) {
            locked(() -> validUntil = Math.max(validUntil, Grant.validUntil(sent, by)));
        } else {
            lose("its server does not know it any more");
        }
    }

    private void lose(String why) {
        List<Runnable> told = new ArrayList<>();
        locked(() -> {
            if (state == State.HELD) {
                cause = why;
                state = State.LOST;
                told.addAll(callbacks);
                told.add(() -> {});
            }
        });
        if (!told.isEmpty()) {
            recorder.lost(this);
            keeper.lost(this);
            told.removeLast();
            told.forEach(surroundings::run);
        }
    }

    @Override
    public final String name() {
        return grant.name();
    }

    @Override
    public final Tier tier() {
        return tier;
    }

    @Override
    public final String owner() {
        return grant.owner();
    }

    @Override
    public final long token() {
        return grant.token();
    }

    final Grant grant() {
        return grant;
    }

    /// Whether its lease ever became another than that of the grant, by [#extend].
    final boolean isExtended() {
        return extended;
    }

    final boolean isRenewed() {
        return grant.options().renewed();
    }

    /// How long it has been held.
    final Duration age() {
        return Duration.ofNanos(surroundings.nanos() - acquiredNanos);
    }

    @Override
    public final Duration remaining() {
        return state == State.HELD
                ? Duration.ofNanos(Math.max(0, validUntil - surroundings.nanos()))
                : Duration.ZERO;
    }

    @Override
    public final boolean isHeld() {
        return remaining().isPositive();
    }

    @Override
    public final void ensureHeld() {
        if (state == State.RELEASED) {
            throw released();
        }
        if (!isHeld()) {
            throw gone();
        }
    }

    @Override
    public final boolean extend(Duration lease) {
        LockOptions.refuseUnfit(lease);
        locked(() -> extended |= state == State.HELD);
        if (state == State.RELEASED) {
            throw released();
        }
        if (!isHeld()) {
            return false;
        }
        long sent = surroundings.nanos();
        boolean held = answer(lease);
        if (held) {
            locked(() -> {
                duration = lease;
                validUntil = Grant.validUntil(sent, lease);
                tick.cancel(false);
                if (state == State.HELD) {
                    tick = surroundings.after(untilTick(), this::watch);
                }
            });
        } else {
            lose("its server does not know it any more");
        }
        return held;
    }

    private boolean answer(Duration lease) {
        try {
            return keeper.extend(this, lease)
                    .toCompletableFuture()
                    .get(surroundings.patience().toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unanswered("interrupted");
        } catch (ExecutionException | TimeoutException e) {
            throw unanswered(Failures.reason(e));
        }
    }

    private LockUnavailableException unanswered(String reason) {
        return new LockUnavailableException(
                "the lease of the lock '%s' cannot be extended: %s; it has %d ms left"
                        .formatted(name(), reason, remaining().toMillis()));
    }

    @Override
    public final void onLost(Runnable callback) {
        locked(() -> {
            if (state == State.HELD) {
                callbacks.add(callback);
            } else if (state == State.LOST) {
                surroundings.run(callback);
            }
        });
    }

    @Override
    public final void unlock() {
        switch (end()) {
            case HELD -> {
                if (!giveBack()) {
                    throw gone();
                }
            }
            case RELEASED -> throw released();
            case LOST -> throw gone();
        }
    }

    @Override
    public final void close() {
        switch (end()) {
            case HELD -> {
                if (!giveBack()) {
                    log.warn("{}", gone().getMessage());
                }
            }
            case RELEASED -> {
                // Nothing to give back.
            }
            case LOST -> log.warn("{}", gone().getMessage());
        }
    }

    /// The state before.
    private State end() {
        guard.lock();
        try {
            State before = state;
            if (before == State.HELD) {
                state = State.RELEASED;
                tick.cancel(false);
            }
            return before;
        } finally {
            guard.unlock();
        }
    }

    private boolean giveBack() {
        boolean held = true;
        try {
            held = keeper.release(this);
        } catch (LockUnavailableException e) {
            log.info("{}", e.getMessage());
        }
        if (held) {
            recorder.released(this);
        } else {
            lostBefore();
        }
        return held;
    }

    private void lostBefore() {
        cause = "its server did not know it any more";
        recorder.lost(this);
    }

    /// For a keeper that let it be given back without waiting for the answer.
    final void foundLost() {
        lostBefore();
        log.warn("{}", gone().getMessage());
    }

    private IllegalStateException released() {
        return new IllegalStateException(
                "the lock '" + name() + "' is not held: this hold was released before");
    }

    private LockLostException gone() {
        return new LockLostException(
                "the lock '%s' was lost after %d ms: %s; others may have held it since"
                        .formatted(
                                name(),
                                age().toMillis(),
                                cause.isEmpty()
                                        ? "its lease of %d ms ended".formatted(duration.toMillis())
                                        : cause));
    }

    private void locked(Runnable change) {
        guard.lock();
        try {
            change.run();
        } finally {
            guard.unlock();
        }
    }
}
