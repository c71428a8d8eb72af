package io.headroom.postgres.statement;

import io.headroom.postgres.plan.Explain;
import io.headroom.postgres.plan.ExplainLimits;
import io.headroom.postgres.statement.WatchStatus.Reading;
import io.headroom.postgres.statement.WatchStatus.Starting;
import io.headroom.postgres.statement.WatchStatus.Unavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.DoubleAdder;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Watches what the database's statements cost: from [#start] to [#close] it reads the sums of
/// `pg_stat_statements` on a thread of its own, keeps what was added in a [History], finds which of
/// the service's texts each statement is, and looks at the plans of the most expensive ones.
///
/// Every question is answered from memory, as of the last round. A database that is away,
/// statements that are not counted, and rights that are missing become the [#status]; the watch
/// tries on.
///
/// A round borrows one connection. Safe for use by many threads.
public final class StatementWatch implements Workload, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StatementWatch.class);

    /// After failures the pause doubles up to so many intervals.
    private static final int LONGEST_PAUSE = 16;

    private final DataSource dataSource;
    private final StatementOptions options;
    private final SeenStatements seen;
    private final InstantSource time;
    private final Deltas deltas = new Deltas();
    private final History history;
    private final QueryIds queryIds;
    private final PlanWatch plans;
    private CounterReader.@Nullable Layout layout;
    private Instant plansLookedAt = Instant.MIN;
    private int failures;

    private volatile @Nullable ScheduledExecutorService thread;
    private final DoubleAdder totalCalls = new DoubleAdder();
    private final DoubleAdder totalMillis = new DoubleAdder();
    private volatile WatchStatus status = new Starting();

    /// Null since the last round until somebody asks: most rounds nobody does.
    private volatile @Nullable Findings found = Findings.NOTHING;

    /// @param dataSource where the service's statements run; the role needs `pg_read_all_stats`
    ///   (part of `pg_monitor`) to see those of other roles
    /// @param seen is told of the service's statements by the same data source
    public StatementWatch(
            DataSource dataSource,
            SeenStatements seen,
            StatementOptions options,
            InstantSource time) {
        this.dataSource = dataSource;
        this.options = options;
        this.seen = seen;
        this.time = time;
        Explain explain = new Explain(ExplainLimits.defaults());
        this.history = new History(options);
        this.queryIds = new QueryIds(explain);
        this.plans = new PlanWatch(explain, time, options);
    }

    /// Begins to watch, or goes on after [#close].
    public void start() {
        if (thread == null) {
            ScheduledExecutorService made =
                    Executors.newSingleThreadScheduledExecutor(
                            Thread.ofPlatform().daemon().name("headroom-statements").factory());
            thread = made;
            plan(made, Duration.ZERO);
        }
    }

    /// Ends the watch; a round that runs ends by itself. What was found stays.
    @Override
    public void close() {
        ScheduledExecutorService running = thread;
        thread = null;
        if (running != null) {
            running.shutdownNow();
        }
    }

    private void plan(ScheduledExecutorService on, Duration pause) {
        try {
            var _ = on.schedule(() -> round(on), pause.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException closed) {
            LOG.debug("statements are not watched any more");
        }
    }

    private void round(ScheduledExecutorService on) {
        try {
            collect();
        } catch (RuntimeException e) {
            LOG.error("a round of the watch of statements failed", e);
            failures++;
        }
        long intervals = Math.min(1L << Math.min(failures, 10), LONGEST_PAUSE);
        plan(on, options.interval().multipliedBy(intervals));
    }

    /// Makes one round now, on this thread. [#start] does so for ever; tests do it themselves.
    public synchronized void collect() {
        Instant startedAt = time.instant();
        try (Connection connection = dataSource.getConnection()) {
            boolean autoCommit = connection.getAutoCommit();
            connection.setAutoCommit(true);
            try {
                read(connection);
            } finally {
                connection.setAutoCommit(autoCommit);
            }
            failures = 0;
            double millis = Duration.between(startedAt, time.instant()).toNanos() / 1e6;
            status = new Reading(time.instant(), millis, limitations());
        } catch (UnavailableException e) {
            failed(e.problem(), e.advice);
        } catch (SQLException e) {
            failed(
                    "pg_stat_statements could not be read (SQLState %s)".formatted(e.getSQLState()),
                    "Look at the database's health; the watch goes on when it answers again.");
        }
    }

    private void failed(String problem, String advice) {
        layout = null;
        failures++;
        if (!(status instanceof Unavailable before && before.problem().equals(problem))) {
            LOG.warn("statements are not watched: {}. {}", problem, advice);
        }
        status = new Unavailable(problem, advice);
    }

    private void read(Connection connection) throws SQLException, UnavailableException {
        CounterReader.Layout known = layout == null ? CounterReader.layout(connection) : layout;
        layout = known;
        Snapshot snapshot = CounterReader.read(connection, known);
        List<Counters> added = deltas.advance(snapshot);
        List<String> unknown;
        synchronized (history) {
            history.add(time.instant(), added);
            unknown = history.withoutText();
        }
        for (Counters each : added) {
            totalCalls.add(each.calls());
            totalMillis.add(each.millis());
        }
        if (!unknown.isEmpty()) {
            Map<String, String> texts = CounterReader.texts(connection, known, unknown);
            synchronized (history) {
                history.texts(unknown, texts);
            }
        }
        queryIds.identify(connection, seen.texts());
        seen.tidy();
        publish();
        lookAtPlans(connection);
    }

    private void lookAtPlans(Connection connection) throws SQLException {
        Instant now = time.instant();
        boolean due =
                plansLookedAt.equals(Instant.MIN)
                        || Duration.between(plansLookedAt, now).compareTo(options.planInterval())
                                >= 0;
        if (!due || options.plannedStatements() == 0) {
            return;
        }
        plansLookedAt = now;
        Set<String> kept = new HashSet<>();
        Set<String> drifting = new HashSet<>();
        for (StatementFigures figures : found().figures()) {
            kept.add(figures.queryId());
            if (figures.drift().drifting()) {
                drifting.add(figures.queryId());
            }
        }
        List<WorkloadStatement> chosen =
                found().workload().stream()
                        .sorted(
                                Comparator.comparing(
                                        statement -> !drifting.contains(statement.queryId())))
                        .limit(options.plannedStatements())
                        .toList();
        plans.look(connection, chosen);
        plans.keepOnly(kept);
        publish();
    }

    private void publish() {
        synchronized (history) {
            found = null;
        }
    }

    private Findings found() {
        Findings known = found;
        if (known == null) {
            synchronized (history) {
                known = found;
                if (known == null) {
                    known = Findings.of(history, seen.texts(), plans);
                    found = known;
                }
            }
        }
        return known;
    }

    /// Forgets the kept history, which begins anew with the next round; that one may bring up to an
    /// interval of what was before. The server's own counters, [#totalCalls] and [#totalMillis] go
    /// on. Waits for no server.
    public void forget() {
        synchronized (history) {
            history.clear();
            found = Findings.NOTHING;
        }
    }

    private List<String> limitations() {
        CounterReader.Layout known = layout;
        List<String> limitations = new ArrayList<>();
        if (known == null) {
            return limitations;
        }
        if (!known.all()) {
            limitations.add(
                    "Only this role's statements are seen: GRANT pg_read_all_stats to it to see all.");
        }
        if (known.serverVersion() < 140_000) {
            limitations.add(
                    "PostgreSQL 13 has no query identifier in EXPLAIN: texts with constants are not"
                            + " mapped to endpoints, and a reset is noticed by falling sums alone.");
        } else if (known.serverVersion() < 170_000) {
            limitations.add(
                    "Before PostgreSQL 17 a single statement's reset is noticed by falling sums alone.");
        }
        return limitations;
    }

    /// How the watch itself is doing.
    public WatchStatus status() {
        return status;
    }

    /// How often somebody reset all counters while this looked on. Their history goes on.
    public long resets() {
        return deltas.resets();
    }

    /// How often statements ran since the watch began, those that are no longer kept included.
    public double totalCalls() {
        return totalCalls.sum();
    }

    /// How long the server worked for them, in milliseconds.
    public double totalMillis() {
        return totalMillis.sum();
    }

    @Override
    public List<WorkloadStatement> statements() {
        return found().workload();
    }

    /// All statements of the kept history, those with the most time first.
    public List<StatementFigures> figures() {
        return found().figures();
    }

    /// The statements whose mean or slowest call takes at least this long, those with the most time
    /// first.
    public List<StatementFigures> slow(Duration threshold) {
        double millis = threshold.toNanos() / 1e6;
        return figures().stream().filter(figures -> figures.isSlow(millis)).toList();
    }

    /// The statements that take longer than usual, or whose plan changed and made them slower.
    public List<StatementFigures> drifting() {
        return figures().stream()
                .filter(figures ->
                        figures.drift().drifting()
                                || figures.planChanges().stream().anyMatch(PlanChange::slower))
                .toList();
    }

    /// A statement's history, the oldest slot first; empty when it is not known.
    public List<StatementPoint> points(String queryId) {
        synchronized (history) {
            return history.points(queryId);
        }
    }

    /// The options it runs with.
    public StatementOptions options() {
        return options;
    }
}
