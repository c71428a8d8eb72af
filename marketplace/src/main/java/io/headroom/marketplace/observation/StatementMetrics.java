package io.headroom.marketplace.observation;

import io.headroom.postgres.jdbc.Execution;
import io.headroom.postgres.jdbc.StatementListener;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// `catalog_db_*`: the catalogue's statements by operation and entity, the table that the statement
/// is about ([StatementKind]); none of Headroom's own, nor of what asks the server's catalogs. Safe
/// for use by many threads.
///
/// The timers have buckets at the service levels only: 1, 5, 10, 50, 100, 200, 500 ms and 2 s.
final class StatementMetrics implements StatementListener {

    private static final Duration[] SERVICE_LEVELS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(200),
        Duration.ofMillis(500),
        Duration.ofSeconds(2)
    };

    /// Statements are few and fixed; a bound all the same, so that a mistake cannot fill the heap.
    private static final int MOST_STATEMENTS = 2_000;

    private static final String[] SQLSTATE_CLASSES = {"connection", "timeout", "conflict", "other"};

    private record Recorded(StatementKind kind, Timer timer, Counter queries) {}

    private final MeterRegistry registry;
    private final Map<String, Optional<Recorded>> byText = new ConcurrentHashMap<>();
    private final Map<StatementKind, Recorded> byKind = new ConcurrentHashMap<>();

    StatementMetrics(MeterRegistry registry) {
        this.registry = registry;
        Recorded items = recorded(new StatementKind("select", "item"));
        for (String error : SQLSTATE_CLASSES) {
            errors(items.kind(), error);
        }
    }

    @Override
    public void executed(Execution execution) {
        Recorded target = recorded(execution.sql()).orElse(null);
        if (target == null) {
            return;
        }
        target.timer().record(execution.nanos(), TimeUnit.NANOSECONDS);
        target.queries().increment();
        Throwable error = execution.error();
        if (error != null) {
            errors(target.kind(), error instanceof SQLException e ? type(e) : "other").increment();
        }
    }

    private Optional<Recorded> recorded(String sql) {
        Optional<Recorded> known = byText.get(sql);
        if (known != null) {
            return known;
        }
        Optional<Recorded> target = StatementKind.of(sql).map(this::recorded);
        if (byText.size() < MOST_STATEMENTS) {
            byText.put(sql, target);
        }
        return target;
    }

    private Recorded recorded(StatementKind kind) {
        return byKind.computeIfAbsent(
                kind,
                k ->
                        new Recorded(
                                k,
                                Timer.builder("catalog.db.query.duration")
                                        .tags("operation", k.operation(), "entity", k.entity())
                                        .serviceLevelObjectives(SERVICE_LEVELS)
                                        .register(registry),
                                registry.counter(
                                        "catalog.db.queries",
                                        "operation",
                                        k.operation(),
                                        "entity",
                                        k.entity())));
    }

    private Counter errors(StatementKind kind, String error) {
        return registry.counter(
                "catalog.db.query.errors",
                "operation",
                kind.operation(),
                "entity",
                kind.entity(),
                "error",
                error);
    }

    /// By the class of the SQLSTATE (PostgreSQL manual, appendix A).
    private static String type(SQLException error) {
        String state = error.getSQLState();
        if (state == null || state.startsWith("08") || state.startsWith("57P")) {
            return "connection";
        }
        if (state.equals("57014") || state.equals("55P03")) {
            return "timeout";
        }
        return state.startsWith("40") || state.startsWith("23") ? "conflict" : "other";
    }
}
