package io.headroom.spring.operations;

import io.headroom.http.timing.Part;
import io.headroom.http.timing.Split;
import io.headroom.operations.history.FigureSource;
import io.headroom.operations.history.Figures;
import io.headroom.postgres.jdbc.Execution;
import io.headroom.postgres.jdbc.StatementListener;
import io.headroom.spring.RequestObserver;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/// `http.*`, `search.*` and the statements' part of `database.*`. A mean, a share or a quantile of
/// too few events in a minute is not told: it would swing between nothing and all, and the first
/// requests of a young process would look like a slow service. Safe for use by many threads.
final class TrafficFigures implements RequestObserver, StatementListener, FigureSource {

    private static final int FEW = 20;

    /// Of fewer than that the slowest is the 99th percentile.
    private static final int FEW_FOR_P99 = 100;

    private final RecentDurations requests;
    private final RecentDurations searches;
    private final RecentDurations statements;
    private final LongAdder requestCount = new LongAdder();
    private final LongAdder requestNanos = new LongAdder();
    private final LongAdder errors = new LongAdder();
    private final LongAdder statementCount = new LongAdder();
    private final LongAdder statementNanos = new LongAdder();
    private long countBefore;
    private long nanosBefore;

    TrafficFigures(LongSupplier nanoTime) {
        this.requests = new RecentDurations(nanoTime);
        this.searches = new RecentDurations(nanoTime);
        this.statements = new RecentDurations(nanoTime);
    }

    @Override
    public void finished(String endpoint, String method, int status, long nanos) {
        if (OwnCalls.isOwn(endpoint)) {
            return;
        }
        boolean failed = status >= 500;
        requestCount.increment();
        requestNanos.add(nanos);
        requests.record(nanos, failed);
        if (failed) {
            errors.increment();
        }
    }

    @Override
    public void finished(String endpoint, String method, int status, long nanos, Split split) {
        finished(endpoint, method, status, nanos);
        long searched = split.nanos(Part.SEARCH);
        if (searched > 0) {
            searches.record(searched, status >= 500);
        }
    }

    @Override
    public void executed(Execution execution) {
        statementCount.increment();
        statementNanos.add(execution.nanos());
        statements.record(execution.nanos(), execution.error() != null);
    }

    /// The last minute's requests.
    RecentDurations.Minute minute() {
        return requests.minute();
    }

    @Override
    public void read(Figures to) {
        RecentDurations.Minute minute = requests.minute();
        to.counter("http.requests_per_second", (double) requestCount.sum());
        to.counter("http.errors_per_second", (double) errors.sum());
        to.gauge("http.mean_seconds", meanOfSecond());
        to.gauge("http.mean_1m_seconds", ofEnough(minute, minute.meanSeconds()));
        to.gauge("http.p50_seconds", minute.p50Seconds());
        to.gauge("http.p95_seconds", ofEnough(minute, minute.p95Seconds()));
        to.gauge(
                "http.p99_seconds",
                minute.count() < FEW_FOR_P99 ? Double.NaN : minute.p99Seconds());
        to.gauge("http.error_ratio", ofEnough(minute, (double) minute.failed() / minute.count()));
        RecentDurations.Minute searched = searches.minute();
        to.gauge("search.mean_1m_seconds", ofEnough(searched, searched.meanSeconds()));
        to.gauge("search.p95_seconds", ofEnough(searched, searched.p95Seconds()));
        RecentDurations.Minute asked = statements.minute();
        to.counter("database.statements_per_second", (double) statementCount.sum());
        to.counter("database.busy_connections", statementNanos.sum() / 1e9);
        to.gauge("database.query_mean_1m_seconds", ofEnough(asked, asked.meanSeconds()));
        to.gauge("database.query_p95_seconds", ofEnough(asked, asked.p95Seconds()));
        to.gauge("database.slowest_statement_seconds", asked.slowestSeconds());
    }

    private double meanOfSecond() {
        long count = requestCount.sum();
        long nanos = requestNanos.sum();
        double mean =
                count > countBefore
                        ? Math.max(0, nanos - nanosBefore) / 1e9 / (count - countBefore)
                        : Double.NaN;
        countBefore = count;
        nanosBefore = nanos;
        return mean;
    }

    private static double ofEnough(RecentDurations.Minute minute, double value) {
        return minute.count() < FEW ? Double.NaN : value;
    }
}
