package io.headroom.spring.database;

import io.headroom.postgres.jdbc.Borrow;
import io.headroom.postgres.jdbc.ConnectionListener;
import io.headroom.postgres.pool.DatabaseWatch;
import io.headroom.postgres.pool.Leak;
import io.headroom.postgres.pool.Outage;
import io.headroom.postgres.session.TerminationOutcome;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// `headroom_pool_*` and PostgreSQL's part of `headroom_lock_*`. Waits for connections have buckets
/// at the service levels only: 1, 5, 25, 100 and 500 ms, 2 and 10 s. Safe for use by many threads.
final class PoolMetrics implements MeterBinder, ConnectionListener {

    private static final Duration[] SERVICE_LEVELS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10)
    };

    private final Supplier<DatabaseWatch> watch;
    private final Map<String, Timer> acquisitions = new ConcurrentHashMap<>();
    private volatile @Nullable MeterRegistry registry;

    /// @param watch asked when meters are bound and read
    PoolMetrics(Supplier<DatabaseWatch> watch) {
        this.watch = watch;
    }

    @Override
    public void borrowed(Borrow borrow) {
        MeterRegistry known = registry;
        if (known == null) {
            return;
        }
        Timer timer = acquisitions.get(borrow.pool());
        if (timer == null) {
            timer = acquisitions.computeIfAbsent(borrow.pool(), pool -> timer(known, pool));
        }
        timer.record(borrow.waitedNanos(), TimeUnit.NANOSECONDS);
    }

    private static Timer timer(MeterRegistry registry, String pool) {
        return Timer.builder("headroom.pool.acquisition")
                .tag("pool", pool)
                .description("Waits for a connection that was got")
                .serviceLevelObjectives(SERVICE_LEVELS)
                .register(registry);
    }

    @Override
    public void bindTo(MeterRegistry to) {
        registry = to;
        DatabaseWatch database = watch.get();
        String pool = database.pool().name();
        gauge(database, "headroom.pool.active", pool, w -> w.pool().active())
                .description("Borrowed connections")
                .register(to);
        gauge(database, "headroom.pool.idle", pool, w -> w.pool().idle())
                .description("Unused connections")
                .register(to);
        gauge(database, "headroom.pool.max", pool, w -> w.pool().maximumSize())
                .description("The most connections")
                .register(to);
        gauge(database, "headroom.pool.waiting", pool, w -> w.pool().waiting())
                .description("Threads that wait for a connection")
                .register(to);
        gauge(database, "headroom.pool.utilisation.ratio", pool, w -> w.pool().utilisation())
                .description("Borrowed connections as a share of the most")
                .register(to);
        for (Leak.Kind kind : Leak.Kind.values()) {
            gauge(database, "headroom.pool.leaks", pool, w -> leaks(w, kind))
                    .tag("kind", kind.name().toLowerCase(Locale.ROOT))
                    .description("Connections that are not given back")
                    .register(to);
        }
        gauge(
                        database,
                        "headroom.pool.long.running.statements",
                        pool,
                        w -> w.sessions().latest().longRunning().size())
                .description("Statements that run for long, of all clients of the database")
                .register(to);
        gauge(
                        database,
                        "headroom.pool.idle.transactions",
                        pool,
                        w -> w.sessions().latest().idleInTransaction().size())
                .description("Transactions that wait for their client for long")
                .register(to);
        gauge(database, "headroom.pool.recovery.seconds", pool, PoolMetrics::recovery)
                .description("From the database's last return to the pool's first success")
                .register(to);
        counter(database, "headroom.pool.refused", w -> w.pool().refused())
                .tag("pool", pool)
                .description("Callers that got no connection")
                .register(to);
        counter(database, "headroom.pool.outages", w -> w.pool().outageCount())
                .tag("pool", pool)
                .description("Times without the database")
                .register(to);
        for (Class<?> outcome : TerminationOutcome.class.getPermittedSubclasses()) {
            String name = outcome.getSimpleName();
            counter(database, "headroom.pool.terminations", w -> w.termination().count(name))
                    .tag("outcome", name.toLowerCase(Locale.ROOT))
                    .description("Attempts to end a session")
                    .register(to);
        }
        locks(to, database);
    }

    private static void locks(MeterRegistry to, DatabaseWatch database) {
        Gauge.builder(
                        "headroom.lock.postgres.waiting",
                        database,
                        w -> w.sessions().latest().waits().size())
                .description("Sessions of the database that wait for a lock")
                .register(to);
        counter(
                        database,
                        "headroom.lock.postgres.wait.seconds",
                        w -> w.sessions().contention().waitedSeconds())
                .description("Time that sessions waited for locks, as far as looks saw it")
                .register(to);
        counter(database, "headroom.lock.postgres.deadlocks", w -> w.sessions().deadlocks().own())
                .tag("victim", "own")
                .description("Deadlocks that the server resolved")
                .register(to);
        counter(
                        database,
                        "headroom.lock.postgres.deadlocks",
                        w ->
                                Math.max(
                                        0,
                                        w.sessions().deadlocks().ofServer()
                                                - w.sessions().deadlocks().own()))
                .tag("victim", "other")
                .description("Deadlocks that the server resolved")
                .register(to);
    }

    private static double leaks(DatabaseWatch watch, Leak.Kind kind) {
        return watch.pool().leaks().stream().filter(leak -> leak.kind() == kind).count();
    }

    private static double recovery(DatabaseWatch watch) {
        return watch.pool().outages().stream()
                .filter(outage -> outage.poolBack() != null)
                .findFirst()
                .map(Outage::recoverySeconds)
                .orElse(0.0);
    }

    private static Gauge.Builder<DatabaseWatch> gauge(
            DatabaseWatch watch, String name, String pool, ToDoubleFunction<DatabaseWatch> value) {
        return Gauge.builder(name, watch, value).tag("pool", pool);
    }

    private static FunctionCounter.Builder<DatabaseWatch> counter(
            DatabaseWatch watch, String name, ToDoubleFunction<DatabaseWatch> value) {
        return FunctionCounter.builder(name, watch, value);
    }
}
