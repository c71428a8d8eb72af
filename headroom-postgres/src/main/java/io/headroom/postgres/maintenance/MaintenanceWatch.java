package io.headroom.postgres.maintenance;

import io.headroom.postgres.MaterializedView;
import io.headroom.postgres.ViewRefresher;
import io.headroom.postgres.ViewStatus;
import java.sql.Connection;
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
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the status of a database's maintenance current on one node, and starts runs.
///
/// It inspects once an interval, at the end of a run of its own, and in the background when it was
/// asked for a status whose inspection is older than three seconds; never before ten times the
/// duration of the last inspection has passed, so that inspecting takes at most a tenth of one
/// connection's time however often somebody asks. Views and runs it reads every four seconds, each
/// second during a run of its own. Whoever asks is answered from memory, with the ages of both; at
/// once, or, as the first one after a while, when it has been looked at. It survives a database
/// that is away. Safe for use by many threads.
public final class MaintenanceWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(MaintenanceWatch.class);
    private static final Duration FRESH = Duration.ofSeconds(3);
    private static final Duration STALE = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration RECORDS_EVERY = Duration.ofSeconds(4);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final int REST = 10;

    private final DataSource database;
    private final Inspector inspector;
    private final ViewRefresher views;
    private final Optimizer optimizer;
    private final InstantSource time;
    private final LongSupplier nanoTime;
    private final Consumer<OptimizeOutcome> whenEnded;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicReference<CompletableFuture<@Nullable Void>> look =
            new AtomicReference<>(CompletableFuture.completedFuture(null));
    private final ScheduledExecutorService worker =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("headroom-maintenance").daemon().factory());
    private volatile MaintenanceStatus status;
    private volatile long notBefore;
    private volatile long lookedAt;
    private volatile long recordsReadAt;
    private volatile boolean recordsMissing;

    /// @param database for two short questions every few seconds; the service's pool is best
    /// @param whenEnded is told the outcome of each run that this node began
    /// @param nanoTime monotonic time in nanoseconds
    public MaintenanceWatch(
            DataSource database,
            Inspector inspector,
            ViewRefresher views,
            Optimizer optimizer,
            InstantSource time,
            LongSupplier nanoTime,
            Consumer<OptimizeOutcome> whenEnded) {
        this.database = database;
        this.inspector = inspector;
        this.views = views;
        this.optimizer = optimizer;
        this.time = time;
        this.nanoTime = nanoTime;
        this.whenEnded = whenEnded;
        this.status = unknown();
        this.notBefore = nanoTime.getAsLong();
        this.lookedAt = nanoTime.getAsLong() - FRESH.toNanos();
        this.recordsReadAt = lookedAt;
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
        return new MaintenanceStatus(
                none, none.at(), List.of(), List.of(), Optional.empty(), none.gaps());
    }

    /// Begins to look, at once and then each interval.
    ///
    /// @param interval at least a second
    public void start(Duration interval) {
        beginLook();
        var _ =
                worker.scheduleWithFixedDelay(
                        () -> lookAgain(interval),
                        interval.toMillis(),
                        interval.toMillis(),
                        TimeUnit.MILLISECONDS);
        var _ =
                worker.scheduleWithFixedDelay(
                        this::readRecordsAgain,
                        TICK.toMillis(),
                        TICK.toMillis(),
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

    /// The status as it was seen last, at once; what is older than three seconds is looked at anew
    /// in the background. Never throws; what could not be read is a gap.
    public MaintenanceStatus status() {
        long now = nanoTime.getAsLong();
        if (now - lookedAt >= FRESH.toNanos() && now - notBefore >= 0) {
            beginLook();
        }
        return status;
    }

    /// As [#status], but instead of what is older than five seconds the first one who asks after a
    /// while is told what is found meanwhile, which he waits for half a second at most.
    public MaintenanceStatus freshStatus() {
        MaintenanceStatus known = status();
        if (nanoTime.getAsLong() - lookedAt < STALE.toNanos()) {
            return known;
        }
        try {
            look.get().get(PATIENCE.toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException slow) {
            // Its age is told with it.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
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
                        beginLook();
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

    private void beginLook() {
        CompletableFuture<@Nullable Void> before = look.get();
        CompletableFuture<@Nullable Void> mine = new CompletableFuture<>();
        if (!before.isDone() || !look.compareAndSet(before, mine)) {
            return;
        }
        try {
            worker.execute(() -> {
                try {
                    lookNow();
                } finally {
                    mine.complete(null);
                }
            });
        } catch (RejectedExecutionException ended) {
            mine.complete(null);
        }
    }

    private void lookNow() {
        long begun = nanoTime.getAsLong();
        try {
            status = withRecords(inspector.inspect());
        } catch (RuntimeException e) {
            LOG.error("the database was not inspected", e);
        }
        long ended = nanoTime.getAsLong();
        lookedAt = ended;
        notBefore = ended + REST * (ended - begun);
    }

    /// A table that is missing is not asked for again before the next inspection.
    private void readRecordsAgain() {
        MaintenanceStatus before = status;
        Duration due = busy.get() ? TICK : RECORDS_EVERY;
        boolean known = !before.inspection().serverVersion().isEmpty();
        if (known && !recordsMissing && nanoTime.getAsLong() - recordsReadAt >= due.toNanos()) {
            try {
                status = withRecords(before.inspection());
            } catch (RuntimeException e) {
                LOG.error("views and runs were not read", e);
            }
        }
    }

    private MaintenanceStatus withRecords(Inspection inspection) {
        List<Gap> gaps = new ArrayList<>(inspection.gaps());
        List<ViewStatus> current = List.of();
        Optional<MaintenanceRun> run = Optional.empty();
        Instant at = time.instant();
        recordsReadAt = nanoTime.getAsLong();
        recordsMissing = false;
        if (!inspection.serverVersion().isEmpty()) {
            try {
                current = views.views().isEmpty() ? List.of() : views.status();
            } catch (SQLException e) {
                gaps.add(missing("views", e, "headroom_view_refresh.sql"));
            }
            try (Connection connection = database.getConnection()) {
                run = MaintenanceLog.last(connection);
            } catch (SQLException e) {
                gaps.add(missing("runs", e, "headroom_maintenance.sql"));
            }
        }
        return new MaintenanceStatus(
                inspection, at, current, optimizer.plan(inspection, current, Set.of()), run, gaps);
    }

    private Gap missing(String what, SQLException e, String file) {
        recordsMissing = true;
        return new Gap(
                what,
                String.valueOf(e.getMessage()),
                "add the file " + file + " to the migrations");
    }
}
