package io.headroom.spring.database;

import io.headroom.lock.LockStatistics;
import io.headroom.lock.Locks;
import io.headroom.postgres.pool.DatabaseWatch;
import io.headroom.postgres.session.BlockingTree;
import io.headroom.postgres.session.Contention;
import io.headroom.postgres.session.Deadlock;
import io.headroom.postgres.session.LockWait;
import io.headroom.postgres.session.Sessions;
import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.database.PoolController.Server;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/// `…/locks`: the service's own locks, and those that sessions of PostgreSQL wait for, both from
/// memory. The part that is not there is left out.
@RestController
final class LocksController {

    private static final String BASE = "/api/v1/performance";

    private final ObjectProvider<Locks> locks;
    private final ObjectProvider<DatabaseWatch> watch;
    private final OperatorGate gate;

    LocksController(
            ObjectProvider<Locks> locks, ObjectProvider<DatabaseWatch> watch, OperatorGate gate) {
        this.locks = locks;
        this.watch = watch;
        this.gate = gate;
    }

    record HoldView(
            String name,
            String owner,
            @Nullable Long token,
            double heldMillis,
            double remainingMillis,
            boolean renewed) {

        static HoldView of(LockStatistics.Active hold) {
            return new HoldView(
                    hold.name(),
                    hold.owner(),
                    hold.token() == 0 ? null : hold.token(),
                    millis(hold.age()),
                    millis(hold.remaining()),
                    hold.renewed());
        }
    }

    record TierView(
            String tier,
            int active,
            int waiting,
            long acquired,
            long contended,
            long busy,
            long unavailable,
            long lost,
            long refused,
            double waitedMillis,
            double heldMillis,
            double longestHeldMillis,
            List<HoldView> holds) {

        static TierView of(LockStatistics all) {
            return new TierView(
                    all.tier().label(),
                    all.active(),
                    all.waiting(),
                    all.acquired(),
                    all.contended(),
                    all.busy(),
                    all.unavailable(),
                    all.lost(),
                    all.refused(),
                    millis(all.waited()),
                    millis(all.held()),
                    millis(all.longestHeld()),
                    all.holds().stream().map(HoldView::of).toList());
        }
    }

    record Deadlocks(long ofServer, long own, List<Deadlock> latest) {}

    record PostgresLocks(
            Server server, List<BlockingTree> trees, List<LockWait> waits, Deadlocks deadlocks) {

        static PostgresLocks of(DatabaseWatch watch) {
            Sessions look = watch.sessions().latest();
            return new PostgresLocks(
                    Server.of(look),
                    look.trees(),
                    look.waits(),
                    new Deadlocks(
                            watch.sessions().deadlocks().ofServer(),
                            watch.sessions().deadlocks().own(),
                            watch.sessions().deadlocks().latest()));
        }
    }

    record AllLocks(@Nullable List<TierView> ours, @Nullable PostgresLocks postgres) {}

    record HotName(String tier, String name, long acquired, long busy, double waitedMillis) {}

    record ContentionOverTime(
            @Nullable List<HotName> ours,
            @Nullable Long stretchSeconds,
            @Nullable List<Contention.Contended> postgres) {}

    @GetMapping({BASE + "/locks", "/metrics/locks"})
    ResponseEntity<Answer<AllLocks>> locks(HttpServletRequest request) {
        gate.reads(request);
        Locks ours = locks.getIfAvailable();
        DatabaseWatch postgres = watch.getIfAvailable();
        return Answer.ok(
                new AllLocks(
                        ours == null ? null : ours.statistics().stream().map(TierView::of).toList(),
                        postgres == null ? null : PostgresLocks.of(postgres)));
    }

    /// Our names since the service started, those of PostgreSQL over the last stretch.
    @GetMapping({BASE + "/locks/contention", "/metrics/locks/contention"})
    ResponseEntity<Answer<ContentionOverTime>> contention(HttpServletRequest request) {
        gate.reads(request);
        Locks ours = locks.getIfAvailable();
        DatabaseWatch postgres = watch.getIfAvailable();
        return Answer.ok(
                new ContentionOverTime(
                        ours == null ? null : hottest(ours),
                        postgres == null ? null : Contention.STRETCH.toSeconds(),
                        postgres == null ? null : postgres.sessions().contention().contended()));
    }

    private static List<HotName> hottest(Locks locks) {
        return locks.statistics().stream()
                .flatMap(tier ->
                        tier.hottest().stream()
                                .map(hot ->
                                        new HotName(
                                                tier.tier().label(),
                                                hot.name(),
                                                hot.acquired(),
                                                hot.busy(),
                                                millis(hot.waited()))))
                .sorted(Comparator.comparingDouble(HotName::waitedMillis).reversed())
                .limit(20)
                .toList();
    }

    private static double millis(Duration duration) {
        return Math.round(duration.toNanos() / 1e3) / 1e3;
    }
}
