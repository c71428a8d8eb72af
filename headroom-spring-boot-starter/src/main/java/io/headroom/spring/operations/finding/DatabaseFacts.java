package io.headroom.spring.operations.finding;

import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FactSource;
import io.headroom.operations.finding.LookInterval;
import io.headroom.postgres.pool.DatabaseWatch;
import io.headroom.postgres.pool.Holder;
import io.headroom.postgres.pool.Leak;
import io.headroom.postgres.pool.PoolStatus;
import io.headroom.postgres.session.BlockingTree;
import io.headroom.postgres.session.LockWait;
import io.headroom.postgres.session.Session;
import io.headroom.postgres.session.Sessions;
import io.headroom.postgres.session.TerminationMode;
import java.util.HashSet;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// The pool, its leaks, and the sessions of the database that block others or last too long. A
/// session may be ended where the watch of the database lists it and operators may end some.
final class DatabaseFacts implements FactSource {

    private final DatabaseWatch watch;
    private final PoolTimes times;
    private final LookInterval interval;
    private PoolTimes.Totals before;
    private long refusedBefore;

    DatabaseFacts(DatabaseWatch watch, PoolTimes times, LongSupplier nanoTime) {
        this.watch = watch;
        this.times = times;
        this.interval = new LookInterval(nanoTime);
        this.before = times.totals();
    }

    @Override
    public void tell(Consumer<Fact> to) {
        PoolStatus pool = watch.pool().status();
        Sessions sessions = watch.sessions().latest();
        to.accept(pool(pool, sessions.reachable()));
        pool.leaks().stream().filter(Leak::suspicious).map(each -> leak(pool, each)).forEach(to);
        if (sessions.reachable()) {
            tell(sessions, to);
        }
    }

    private Fact pool(PoolStatus pool, boolean answers) {
        PoolTimes.Totals now = times.totals();
        double seconds = interval.seconds();
        Fact.Pool fact =
                new Fact.Pool(
                        pool.pool(),
                        pool.active(),
                        pool.waiting(),
                        pool.maximumSize(),
                        (now.borrows() - before.borrows()) / seconds,
                        (pool.refused() - refusedBefore) / seconds,
                        millis(now.waitSeconds(before)),
                        millis(now.heldSeconds(before)),
                        (int) pool.holders().stream().filter(Holder::running).count(),
                        answers);
        before = now;
        refusedBefore = pool.refused();
        return fact;
    }

    private static double millis(double seconds) {
        return Double.isNaN(seconds) ? 0 : seconds * 1e3;
    }

    private static Fact leak(PoolStatus pool, Leak leak) {
        Holder holder = leak.holder();
        String why =
                switch (leak.kind()) {
                    case THREAD_ENDED -> "The thread that borrowed it has ended.";
                    case IDLE_IN_TRANSACTION -> "Its transaction is open and idle.";
                    case UNUSED -> "Nothing runs on it.";
                    case BUSY -> "It is in use.";
                };
        return new Fact.HeldConnection(
                pool.pool(),
                why,
                holder.endpoint(),
                holder.thread(),
                holder.heldSeconds(),
                holder.unusedSeconds(),
                holder.statement(),
                holder.place());
    }

    private void tell(Sessions sessions, Consumer<Fact> to) {
        Set<String> endable = new HashSet<>();
        if (watch.termination().options().mode() != TerminationMode.REPORT_ONLY) {
            sessions.longRunning().forEach(each -> endable.add(each.id()));
            sessions.idleInTransaction().forEach(each -> endable.add(each.id()));
        }
        for (Session session : sessions.longRunning()) {
            if (session.blockedBy().isEmpty()) {
                to.accept(lasting(session, false, session.statementSeconds(), endable));
            }
        }
        for (Session session : sessions.idleInTransaction()) {
            to.accept(lasting(session, true, session.stateSeconds(), endable));
        }
        for (BlockingTree tree : sessions.trees()) {
            to.accept(blocking(sessions, tree, endable));
        }
    }

    private static Fact lasting(
            Session session, boolean idle, double seconds, Set<String> endable) {
        return new Fact.LongSession(
                endable.contains(session.id()) ? session.id() : "",
                session.pid(),
                idle,
                session.statement(),
                seconds);
    }

    private static Fact blocking(Sessions sessions, BlockingTree tree, Set<String> endable) {
        Session root = tree.session();
        double longest = sessions.waits().stream().mapToDouble(LockWait::seconds).max().orElse(0);
        String relation =
                sessions.waits().stream()
                        .map(LockWait::relation)
                        .filter(each -> !each.isEmpty())
                        .findFirst()
                        .orElse("");
        return new Fact.Blocking(
                endable.contains(root.id()) ? root.id() : "",
                root.pid(),
                root.state(),
                root.statement(),
                root.transactionSeconds(),
                tree.blocked(),
                longest,
                relation);
    }
}
