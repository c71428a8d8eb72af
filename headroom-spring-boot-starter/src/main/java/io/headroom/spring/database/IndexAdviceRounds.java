package io.headroom.spring.database;

import io.headroom.postgres.advisor.Advice;
import io.headroom.postgres.advisor.Budget;
import io.headroom.postgres.advisor.IndexAdvisor;
import io.headroom.postgres.advisor.IndexSuggestion;
import io.headroom.postgres.statement.Workload;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/// Asks the advisor again and again, on a thread of its own, and keeps its last advice.
final class IndexAdviceRounds implements SmartLifecycle {

    private static final Logger LOG = LoggerFactory.getLogger(IndexAdviceRounds.class);

    private final IndexAdvisor advisor;
    private final Workload workload;
    private final Budget budget;
    private final Duration firstAfter;
    private final Duration every;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private @Nullable ScheduledExecutorService executor;
    private volatile Round last = Round.NONE;

    IndexAdviceRounds(
            IndexAdvisor advisor,
            Workload workload,
            Budget budget,
            Duration firstAfter,
            Duration every,
            InstantSource clock,
            LongSupplier nanoTime) {
        this.advisor = advisor;
        this.workload = workload;
        this.budget = budget;
        this.firstAfter = firstAfter;
        this.every = every;
        this.clock = clock;
        this.nanoTime = nanoTime;
    }

    /// The last round.
    ///
    /// @param status for people: when nothing is advised, why, and what to do
    /// @param at when it ended; null when there was none
    /// @param millis how long it took
    record Round(String status, @Nullable Instant at, long millis, Advice advice) {
        static final Round NONE = new Round("not yet asked", null, 0, Advice.none(List.of()));
    }

    Round last() {
        return last;
    }

    Optional<IndexSuggestion> suggestion(String id) {
        return last.advice().suggestions().stream().filter(s -> s.id().equals(id)).findFirst();
    }

    @Override
    public synchronized void start() {
        if (executor == null && every.isPositive()) {
            ScheduledExecutorService made =
                    Executors.newSingleThreadScheduledExecutor(
                            Thread.ofPlatform().name("headroom-index-advice").daemon().factory());
            var _ =
                    made.scheduleWithFixedDelay(
                            this::ask,
                            firstAfter.toMillis(),
                            every.toMillis(),
                            TimeUnit.MILLISECONDS);
            executor = made;
        }
    }

    private void ask() {
        long start = nanoTime.getAsLong();
        Round before = last;
        try {
            if (workload.statements().isEmpty()) {
                last = new Round("no statements were seen yet", null, 0, before.advice());
                return;
            }
            Advice advice = advisor.suggest(workload, budget);
            long millis = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - start);
            last = new Round("ok", clock.instant(), millis, advice);
            LOG.debug("{} indexes suggested in {} ms", advice.suggestions().size(), millis);
        } catch (SQLException | RuntimeException e) {
            LOG.warn("no advice on indexes: {}", e.toString());
            last = new Round(String.valueOf(e.getMessage()), before.at(), 0, before.advice());
        }
    }

    @Override
    public synchronized void stop() {
        ScheduledExecutorService running = executor;
        if (running != null) {
            running.shutdownNow();
            executor = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return executor != null;
    }
}
