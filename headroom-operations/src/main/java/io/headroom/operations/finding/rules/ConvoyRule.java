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
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;

/// `lock-convoy`: several wait for one lock, of the database or of the service.
///
/// The holder of a convoy changes all the time, so it is one finding for what is waited for, and
/// the holder of the moment is evidence.
final class ConvoyRule implements FindingRule {

    private static final int FEW = 2;

    /// Locks of a busy row change hands within milliseconds, and a look sees some who wait.
    private static final double LONG_SECONDS = 0.1;

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        now.all(Fact.Blocking.class).stream()
                .filter(each -> each.blocked() >= FEW && each.longestSeconds() >= LONG_SECONDS)
                .max(Comparator.comparingInt(Fact.Blocking::blocked))
                .ifPresent(worst -> to.accept(inDatabase(now, worst)));
        now.all(Fact.ContendedLock.class).stream()
                .filter(each -> each.waitedPerSecond() >= FEW)
                .forEach(each -> to.accept(inService(now, each)));
    }

    private static Suspicion inDatabase(Observation now, Fact.Blocking worst) {
        List<Fact.Blocking> all = now.all(Fact.Blocking.class);
        int blocked = all.stream().mapToInt(Fact.Blocking::blocked).sum();
        String place = worst.relation().isEmpty() ? "rows" : worst.relation();
        Draft draft =
                new Draft(
                                "lock-convoy",
                                "database",
                                Component.LOCKS,
                                "%d sessions wait for locks of %s, the most for session %d."
                                        .formatted(blocked, place, worst.pid()))
                        .because(
                                "database.lock_waiting",
                                blocked,
                                FEW,
                                "%s sessions wait for a lock (from %s on it is a convoy).")
                        .because(
                                "database.lock_wait_seconds",
                                worst.longestSeconds(),
                                Double.NaN,
                                "The longest waits %s s.")
                        .because(
                                "database.blocker_seconds",
                                worst.transactionSeconds(),
                                Double.NaN,
                                "The transaction that holds it lasts %s s.")
                        .because(
                                "database.blocker",
                                "Session %d is %s and runs, or ran last: %s"
                                        .formatted(worst.pid(), worst.state(), worst.statement()))
                        .through(now.through("database", "They wait for a lock of " + place + "."))
                        .costs(now.shareOfTime(blocked))
                        .advising(
                                "Shorten the transaction that holds the lock: no work of others in it, and the contended row last.");
        if (!worst.session().isEmpty()) {
            draft.offering(
                    new Offer(
                            new Action.EndSession(worst.session()),
                            "End session %d, which holds the lock; its transaction is rolled back."
                                    .formatted(worst.pid()),
                            Prediction.ends("Who waited goes on once the lock is free.")));
        }
        return draft.done();
    }

    private static Suspicion inService(Observation now, Fact.ContendedLock lock) {
        return new Draft(
                        "lock-convoy",
                        lock.tier() + " " + lock.name(),
                        Component.LOCKS,
                        "Callers queue for the lock %s (%s): %s seconds of waiting each second."
                                .formatted(
                                        lock.name(), lock.tier(), number(lock.waitedPerSecond())))
                .because(
                        "locks.waited_per_second",
                        lock.waitedPerSecond(),
                        FEW,
                        "%s callers wait on average (from %s on it is a convoy).")
                .because("locks.waiting", lock.waiting(), Double.NaN, "%s threads wait now.")
                .through(now.through("rest", "They wait for the lock " + lock.name() + "."))
                .costs(now.shareOfTime(lock.waitedPerSecond()))
                .advising("Hold it for less time, or lock smaller things: one name for each item.")
                .done();
    }
}
