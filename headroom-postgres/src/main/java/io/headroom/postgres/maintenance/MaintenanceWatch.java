package io.headroom.postgres.maintenance;

import io.headroom.postgres.MaterializedView;
import io.headroom.postgres.ViewRefresher;
import io.headroom.postgres.ViewStatus;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the status of a database's maintenance current on one node, and starts runs.
///
/// It looks once an interval, at the end of a run of its own, and when it is asked for a status
/// older than five seconds, one second during such a run. A look is never begun before ten times
/// the duration of the last one has passed, so that it takes at most a tenth of one connection's
/// time however often it is asked for. It survives a database that is away. Safe for use by many
/// threads.
public final class MaintenanceWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceWatch.class);
    private static final Duration FRESH = Duration.ofSeconds(5);
    private static final Duration FRESH_DURING_RUN = Duration.ofSeconds(1);
    private static final Duration PATIENCE = Duration.ofMillis(80);
    private static final int REST = 10;

    private final Inspector inspector;
    private final ViewRefresher views;
    private final Optimizer optimizer;
    private final InstantSource time;
    private final LongSupplier nanoTime;
    private final Consumer<OptimizeOutcome> whenEnded;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicReference<@Nullable CompletableFuture<?>> look = new AtomicReference<>();
    private final ScheduledExecutorService worker =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("headroom-maintenance").daemon().factory());
    private volatile MaintenanceStatus status;
    private volatile long notBefore;
    private volatile long lookedAt;

    /// @param whenEnded is told the outcome of each run that this node began
    /// @param nanoTime monotonic time in nanoseconds
    public MaintenanceWatch(
            Inspector inspector,
            ViewRefresher views,
            Optimizer optimizer,
            InstantSource time,
            LongSupplier nanoTime,
            Consumer<OptimizeOutcome> whenEnded) {
        this.inspector = inspector;
        this.views = views;
        this.optimizer = optimizer;
        this.time = time;
        this.nanoTime = nanoTime;
        this.whenEnded = whenEnded;
        this.status = unknown();
        this.notBefore = nanoTime.getAsLong();
        this.lookedAt = nanoTime.getAsLong() - FRESH.toNanos();
    }

    private MaintenanceStatus unknown() {
        Inspection none =
                new Inspection(
                        time.instant(),
                        Duration.ZERO,
                        "",
                        false,
                        List.of(),
                        List.of(new Gap("all", "not looked yet", "ask again in a moment")),
                        List.of());
        return new MaintenanceStatus(none, List.of(), List.of(), Optional.empty(), none.gaps());
    }

    /// Begins to look, at once and then each interval.
    ///
    /// @param interval at least a second
    public void start(Duration interval) {
        var _ = beginLook();
        var _ =
                worker.scheduleWithFixedDelay(
                        () -> lookAgain(interval),
                        interval.toMillis(),
                        interval.toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    private void lookAgain(Duration interval) {
        if (nanoTime.getAsLong() - lookedAt >= interval.toNanos() / 2) {
            lookNow();
        }
    }

    /// The status as it was seen last, without asking anybody.
    public MaintenanceStatus last() {
        return status;
    }

    /// The status, at most five seconds old if the database answers within 80 ms, else as it was
    /// seen last. Never throws; what could not be read is a gap.
    public MaintenanceStatus status() {
        long now = nanoTime.getAsLong();
        Duration fresh = busy.get() ? FRESH_DURING_RUN : FRESH;
        if (now - lookedAt >= fresh.toNanos() && now - notBefore >= 0) {
            awaitBriefly(beginLook());
        }
        return status;
    }

    /// The names of the declared views.
    public List<String> declaredViews() {
        return views.views().stream().map(MaterializedView::name).toList();
    }

    /// The time that ages are told by.
    public Instant now() {
        return time.instant();
    }

    /// What a run would do.
    ///
    /// @param byHand names of declared views to be refreshed however fresh they are
    /// @throws IllegalArgumentException when one of these was not declared
    public List<MaintenanceAction> plan(Set<String> byHand) {
        MaintenanceStatus current = status();
        return optimizer.plan(current.inspection(), current.views(), byHand);
    }

    /// Begins a run in the background, unless one is under way as far as this node knows; another
    /// node's that began a moment ago ends it as [OptimizeOutcome.Busy].
    ///
    /// @param askedBy who asked, for the record
    /// @param byHand names of declared views to be refreshed however fresh they are
    /// @return whether it was begun
    /// @throws IllegalArgumentException when a view was not declared
    public boolean optimize(String askedBy, Set<String> byHand) {
        var _ = plan(byHand);
        boolean elsewhere = status.lastRun().map(MaintenanceRun::underWay).orElse(false);
        if (elsewhere || !busy.compareAndSet(false, true)) {
            return false;
        }
        Thread.ofVirtual()
                .name("headroom-maintenance-run")
                .start(() -> {
                    try {
                        whenEnded.accept(optimizer.run(askedBy, byHand));
                    } catch (RuntimeException e) {
                        LOG.error("maintenance failed", e);
                        whenEnded.accept(new OptimizeOutcome.Failed(e.toString()));
                    } finally {
                        busy.set(false);
                        var _ = beginLook();
                    }
                });
        return true;
    }

    /// Ends looking, and the run of this node after the statement it ends in the middle.
    @Override
    public void close() {
        worker.shutdownNow();
        optimizer.close();
    }

    private CompletableFuture<?> beginLook() {
        CompletableFuture<?> mine = new CompletableFuture<>();
        CompletableFuture<?> running = look.compareAndExchange(null, mine);
        if (running != null) {
            return running;
        }
        try {
            worker.execute(() -> {
                try {
                    lookNow();
                } finally {
                    look.set(null);
                    mine.complete(null);
                }
            });
        } catch (RejectedExecutionException ended) {
            look.set(null);
            mine.complete(null);
        }
        return mine;
    }

    private static void awaitBriefly(CompletableFuture<?> running) {
        try {
            running.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (TimeoutException slow) {
            // The status as it was seen last says how old it is.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private void lookNow() {
        long begun = nanoTime.getAsLong();
        try {
            status = read();
        } catch (RuntimeException e) {
            LOG.error("the database was not inspected", e);
        }
        long ended = nanoTime.getAsLong();
        lookedAt = ended;
        notBefore = ended + REST * (ended - begun);
    }

    private MaintenanceStatus read() {
        Inspection inspection = inspector.inspect();
        List<Gap> gaps = new ArrayList<>(inspection.gaps());
        List<ViewStatus> current = List.of();
        Optional<MaintenanceRun> run = Optional.empty();
        if (!inspection.serverVersion().isEmpty()) {
            try {
                current = views.views().isEmpty() ? List.of() : views.status();
            } catch (SQLException e) {
                gaps.add(
                        new Gap(
                                "views",
                                String.valueOf(e.getMessage()),
                                "add the file headroom_view_refresh.sql to the migrations"));
            }
            try {
                run = optimizer.lastRun();
            } catch (SQLException e) {
                gaps.add(
                        new Gap(
                                "runs",
                                String.valueOf(e.getMessage()),
                                "add the file headroom_maintenance.sql to the migrations"));
            }
        }
        return new MaintenanceStatus(
                inspection, current, optimizer.plan(inspection, current, Set.of()), run, gaps);
    }
}
