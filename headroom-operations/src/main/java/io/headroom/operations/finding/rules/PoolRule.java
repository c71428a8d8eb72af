package io.headroom.operations.finding.rules;

import static io.headroom.operations.finding.Observation.number;

import io.headroom.operations.finding.Action;
import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Offer;
import io.headroom.operations.finding.Prediction;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.health.Component;
import java.util.function.Consumer;

/// `pool-too-small`: every connection is borrowed, and threads wait for one.
///
/// What is needed follows from Little's law: connections in use are borrows per second times the
/// time that each is held. While callers queue, what gets through is only what the pool lets
/// through, so that those who wait are added. The offer is a quarter more than that, at least two
/// more, and at most twice as many: beyond that the database, not the pool, is likely to be what is
/// too small.
final class PoolRule implements FindingRule {

    private static final double NOTICEABLE_MILLIS = 1;

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        for (Fact.Pool pool : now.all(Fact.Pool.class)) {
            boolean noticeable =
                    pool.waitMillis() >= NOTICEABLE_MILLIS || pool.refusedPerSecond() > 0;
            if (pool.isFull() && pool.isWaitedFor() && noticeable) {
                to.accept(suspicion(now, pool));
            }
        }
    }

    private static Suspicion suspicion(Observation now, Fact.Pool pool) {
        double inUse = pool.borrowsPerSecond() * pool.heldMillis() / 1e3;
        int needed = (int) Math.ceil(1.25 * (Math.max(inUse, pool.active()) + pool.waiting()));
        int offered = Math.clamp(needed, pool.maximum() + 2, Math.max(2 * pool.maximum(), 4));
        String title =
                "The pool %s is too small: %d of %d connections are borrowed and %d threads wait."
                        .formatted(pool.name(), pool.active(), pool.maximum(), pool.waiting());
        Draft draft =
                new Draft("pool-too-small", pool.name(), Component.DATABASE, title)
                        .because(
                                "pool.waiting",
                                pool.waiting(),
                                0,
                                "%s threads wait for a connection (more than %s is too many).")
                        .because(
                                "pool.wait_mean_seconds",
                                pool.waitMillis(),
                                NOTICEABLE_MILLIS,
                                "A borrow waits %s ms on average (%s ms is noticeable).")
                        .because(
                                "pool.held_mean_seconds",
                                pool.heldMillis(),
                                Double.NaN,
                                "A connection is held for %s ms on average.")
                        .because(
                                "pool.refused_per_second",
                                pool.refusedPerSecond(),
                                Double.NaN,
                                "%s callers a second get none.")
                        .through(
                                now.through(
                                        "pool_wait",
                                        "The pool %s lets %d work at a time."
                                                .formatted(pool.name(), pool.maximum())))
                        .costs(
                                Math.max(
                                        now.shareOfPart("pool_wait"),
                                        now.requestsPerSecond() <= 0
                                                ? 0
                                                : pool.refusedPerSecond()
                                                        / now.requestsPerSecond()))
                        .advising(
                                "Let the pool grow if the database has processors to spare; else hold connections for less time.");
        if (pool.running() >= pool.active() / 2) {
            draft.offering(
                    new Offer(
                            new Action.PoolSize(pool.name(), pool.maximum(), offered),
                            "Let the pool %s have %d connections instead of %d."
                                    .formatted(pool.name(), offered, pool.maximum()),
                            new Prediction(
                                    "pool.wait_mean_seconds",
                                    true,
                                    -1,
                                    expected(pool, offered),
                                    "Little's law: %s connections are in use or waited for."
                                            .formatted(number(inUse + pool.waiting())))));
        }
        return draft.done();
    }

    /// The wait falls at least by the share of the queue that finds a new connection, if the
    /// database keeps its pace; half of that, since it seldom does.
    private static double expected(Fact.Pool pool, int offered) {
        double more = offered - pool.maximum();
        return -0.5 * Math.min(1, more / Math.max(1, pool.waiting()));
    }
}
