package io.headroom.spring.database;

import io.headroom.postgres.advisor.Advice;
import io.headroom.postgres.advisor.Budget;
import io.headroom.postgres.advisor.IndexAdvisor;
import io.headroom.postgres.advisor.IndexSuggestion;
import io.headroom.postgres.statement.Workload;
import io.headroom.postgres.statement.WorkloadStatement;
import io.headroom.spring.BackgroundWork;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Asks the advisor again and again, on a thread of its own, and keeps its last advice. A round
/// whose answer would be the same is left out: when no statement that weighs enough to be worth an
/// index is new, or weighs or takes clearly more than when the advisor was asked last.
final class IndexAdviceRounds extends BackgroundWork {

    private static final Logger LOG = LoggerFactory.getLogger(IndexAdviceRounds.class);

    /// Tables grow and values change meanwhile.
    private static final Duration LONGEST_KEPT = Duration.ofHours(1);

    private static final double CLEARLY_MORE = 1.5;

    private final IndexAdvisor advisor;
    private final Workload workload;
    private final Budget budget;
    private final Duration firstAfter;
    private final Duration every;
    private final Supplier<?> indexes;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private Asked asked = Asked.NEVER;
    private volatile Round last = Round.NONE;

    /// @param indexes what is known of changed indexes, compared by `equals`
    IndexAdviceRounds(
            IndexAdvisor advisor,
            Workload workload,
            Budget budget,
            Duration firstAfter,
            Duration every,
            Supplier<?> indexes,
            InstantSource clock,
            LongSupplier nanoTime) {
        super("headroom-index-advice", 1);
        this.advisor = advisor;
        this.workload = workload;
        this.budget = budget;
        this.firstAfter = firstAfter;
        this.every = every;
        this.indexes = indexes;
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
    protected void begin(ScheduledExecutorService executor) {
        if (every.isPositive()) {
            var _ =
                    executor.scheduleWithFixedDelay(
                            this::ask,
                            firstAfter.toMillis(),
                            every.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    /// What an answer was given for.
    private record Asked(long nanos, Object indexes, Map<String, WorkloadStatement> statements) {

        static final Asked NEVER = new Asked(0, "", Map.of());

        static Asked of(long nanos, Object indexes, List<WorkloadStatement> statements) {
            Map<String, WorkloadStatement> byId = new HashMap<>();
            statements.forEach(each -> byId.put(each.queryId(), each));
            return new Asked(nanos, indexes, byId);
        }

        private double totalMillis() {
            return statements.values().stream().mapToDouble(WorkloadStatement::totalMillis).sum();
        }

        /// Whether the advisor would find the same as for these.
        boolean isAsGoodAs(Asked now, double least) {
            return !statements.isEmpty()
                    && now.nanos - nanos < LONGEST_KEPT.toNanos()
                    && indexes.equals(now.indexes)
                    && now.statements.values().stream()
                            .filter(each -> each.totalMillis() >= least * now.totalMillis())
                            .allMatch(each -> isLike(each, now.totalMillis()));
        }

        private boolean isLike(WorkloadStatement now, double totalNow) {
            WorkloadStatement before = statements.get(now.queryId());
            return before != null
                    && before.samples().isEmpty() == now.samples().isEmpty()
                    && now.meanMillis() < CLEARLY_MORE * before.meanMillis()
                    && now.totalMillis() / totalNow
                            < CLEARLY_MORE * before.totalMillis() / totalMillis();
        }
    }

    void ask() {
        long start = nanoTime.getAsLong();
        Round before = last;
        try {
            List<WorkloadStatement> statements = workload.statements();
            if (statements.isEmpty()) {
                last = new Round("no statements were seen yet", null, 0, before.advice());
                return;
            }
            Asked now = Asked.of(start, indexes.get(), statements);
            if (asked.isAsGoodAs(now, budget.leastSaving())) {
                LOG.debug("the workload asks for the same indexes as before");
                return;
            }
            asked = Asked.NEVER;
            Advice advice = advisor.suggest(() -> statements, budget);
            long millis = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - start);
            last = new Round("ok", clock.instant(), millis, advice);
            asked = now;
            LOG.debug("{} indexes suggested in {} ms", advice.suggestions().size(), millis);
        } catch (SQLException | RuntimeException e) {
            LOG.warn("no advice on indexes: {}", e.toString());
            last = new Round(String.valueOf(e.getMessage()), before.at(), 0, before.advice());
        }
    }
}
