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
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
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
///
/// Between rounds it looks whether a statement became much slower, as for want of an index that was
/// dropped, and then asks at once.
final class IndexAdviceRounds extends BackgroundWork {

    private static final Logger LOG = LoggerFactory.getLogger(IndexAdviceRounds.class);

    /// Tables grow and values change meanwhile.
    private static final Duration LONGEST_KEPT = Duration.ofHours(1);

    private static final double CLEARLY_MORE = 1.5;

    /// How often it is looked whether a statement became much slower within so many looks, what
    /// that is, and from which share of all statements' time, number of calls and duration on it is
    /// worth a search.
    private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

    private static final int LOOKS = 6;
    private static final double MUCH_MORE = 3;
    private static final double WORTH_SHARE = 0.1;
    private static final double WORTH_CALLS = 10;
    private static final double WORTH_MILLIS = 1;

    private final IndexAdvisor advisor;
    private final Workload workload;
    private final Budget budget;
    private final Duration firstAfter;
    private final Duration every;
    private final Supplier<?> indexes;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final Deque<Map<String, WorkloadStatement>> looks = new ArrayDeque<>();
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
            var _ =
                    executor.scheduleWithFixedDelay(
                            this::askWhereSlower,
                            LOOK_EVERY.toMillis(),
                            LOOK_EVERY.toMillis(),
                            TimeUnit.MILLISECONDS);
        }
    }

    /// What an answer was given for.
    ///
    /// @param slow the mean duration of those for which it was asked since they became slower, in
    ///   milliseconds: as slow as that is what is known of them
    private record Asked(
            long nanos,
            Object indexes,
            Map<String, WorkloadStatement> statements,
            Map<String, Double> slow) {

        static final Asked NEVER = new Asked(0, "", Map.of(), Map.of());

        static Asked of(
                long nanos,
                Object indexes,
                List<WorkloadStatement> statements,
                Map<String, Double> slow) {
            return new Asked(nanos, indexes, byId(statements), slow);
        }

        /// Those that took much more since a while ago than is known of them, each with its mean
        /// since.
        Map<String, Double> slower(
                Map<String, WorkloadStatement> then, List<WorkloadStatement> now) {
            double since = total(now) - total(then.values());
            Map<String, Double> slower = new HashMap<>();
            for (WorkloadStatement each : now) {
                WorkloadStatement known = statements.get(each.queryId());
                WorkloadStatement before = then.get(each.queryId());
                if (known != null && before != null) {
                    double calls = each.calls() - before.calls();
                    double millis = each.totalMillis() - before.totalMillis();
                    double usual = slow.getOrDefault(each.queryId(), known.meanMillis());
                    if (calls >= WORTH_CALLS
                            && millis >= WORTH_SHARE * since
                            && millis >= Math.max(WORTH_MILLIS, MUCH_MORE * usual) * calls) {
                        slower.put(each.queryId(), millis / calls);
                    }
                }
            }
            return slower;
        }

        private double totalMillis() {
            return total(statements.values());
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

    private static double total(Collection<WorkloadStatement> statements) {
        return statements.stream().mapToDouble(WorkloadStatement::totalMillis).sum();
    }

    private static Map<String, WorkloadStatement> byId(List<WorkloadStatement> statements) {
        Map<String, WorkloadStatement> byId = new HashMap<>();
        statements.forEach(each -> byId.put(each.queryId(), each));
        return byId;
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
            Asked now = Asked.of(start, indexes.get(), statements, Map.of());
            if (asked.isAsGoodAs(now, budget.leastSaving())) {
                LOG.debug("the workload asks for the same indexes as before");
                return;
            }
            search(now, statements);
        } catch (RuntimeException e) {
            failed(e, before);
        }
    }

    /// Asks where a statement became much slower within the last looks.
    void askWhereSlower() {
        Round before = last;
        try {
            if (asked.statements().isEmpty()) {
                return;
            }
            List<WorkloadStatement> statements = workload.statements();
            Map<String, Double> slower =
                    looks.isEmpty() ? Map.of() : asked.slower(looks.getFirst(), statements);
            looks.addLast(byId(statements));
            if (looks.size() > LOOKS) {
                looks.removeFirst();
            }
            if (!slower.isEmpty()) {
                LOG.info("{} statements became much slower; looking for an index", slower.size());
                Map<String, Double> slow = new HashMap<>(asked.slow());
                slow.putAll(slower);
                search(Asked.of(nanoTime.getAsLong(), indexes.get(), statements, slow), statements);
            }
        } catch (RuntimeException e) {
            failed(e, before);
        }
    }

    private void search(Asked now, List<WorkloadStatement> statements) {
        Round before = last;
        asked = Asked.NEVER;
        try {
            Advice advice = advisor.suggest(() -> statements, budget);
            long millis = TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - now.nanos());
            last = new Round("ok", clock.instant(), millis, advice);
            asked = now;
            LOG.debug("{} indexes suggested in {} ms", advice.suggestions().size(), millis);
        } catch (SQLException e) {
            failed(e, before);
        }
    }

    private void failed(Exception e, Round before) {
        LOG.warn("no advice on indexes: {}", e.toString());
        last = new Round(String.valueOf(e.getMessage()), before.at(), 0, before.advice());
    }
}
