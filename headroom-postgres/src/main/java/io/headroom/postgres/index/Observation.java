package io.headroom.postgres.index;

import io.headroom.postgres.index.SampledRuns.Outcome;
import io.headroom.postgres.index.StatementEffect.Role;
import io.headroom.postgres.statement.Workload;
import io.headroom.postgres.statement.WorkloadStatement;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.UnaryOperator;

/// Measures the statements that a change touches, before and after.
///
/// Sampled values are the service's data, so they stay in this process's memory: when another node
/// takes the change over, only the runs of the service itself are compared.
final class Observation {

    /// No more samples are run once this has passed; those that the index is for come first.
    private static final Duration SAMPLING = Duration.ofSeconds(20);

    private final IndexChangeOptions options;
    private final Workload workload;
    private final LongSupplier nanoTime;
    private final SampledRuns runs;
    private final Map<Long, Map<String, WorkloadStatement>> samplesByChange =
            new ConcurrentHashMap<>();

    Observation(IndexChangeOptions options, Workload workload, LongSupplier nanoTime) {
        this.options = options;
        this.workload = workload;
        this.nanoTime = nanoTime;
        this.runs = new SampledRuns(options, nanoTime);
    }

    /// Which statements to watch, run once with samples, and the counters from which to count.
    List<StatementEffect> begin(Connection connection, IndexChange change) throws SQLException {
        Map<String, WorkloadStatement> known = new HashMap<>();
        workload.statements().forEach(statement -> known.put(statement.queryId(), statement));
        List<StatementEffect> watched =
                new ArrayList<>(StatementCounters.watched(connection, change.proposal()));
        addUnseen(watched, change.proposal(), known);
        watched.sort(Comparator.comparing(StatementEffect::role));
        Map<String, WorkloadStatement> sampled = new HashMap<>();
        long start = nanoTime.getAsLong();
        for (int i = 0; i < watched.size(); i++) {
            StatementEffect effect = watched.get(i);
            WorkloadStatement statement = known.get(effect.queryId());
            boolean late = nanoTime.getAsLong() - start > SAMPLING.toNanos();
            if (effect.role() != Role.CONTROL && statement != null && !late) {
                Outcome before = runs.run(connection, statement, change.proposal().name());
                watched.set(i, effect.withSampledBefore(before.millis()));
                sampled.put(effect.queryId(), statement);
            }
        }
        samplesByChange.put(change.id(), sampled);
        return rebased(connection, watched);
    }

    /// Statements of the proposal that pg_stat_statements does not show.
    private static void addUnseen(
            List<StatementEffect> watched,
            IndexProposal proposal,
            Map<String, WorkloadStatement> known) {
        Set<String> seen = new HashSet<>();
        watched.forEach(effect -> seen.add(effect.queryId()));
        for (String id : proposal.queryIds()) {
            if (seen.add(id)) {
                WorkloadStatement statement = known.get(id);
                watched.add(
                        StatementEffect.of(
                                id, statement == null ? "" : statement.sql(), Role.INTENDED));
            }
        }
    }

    /// The same statements, counted from now.
    List<StatementEffect> rebased(Connection connection, List<StatementEffect> effects)
            throws SQLException {
        Map<String, StatementFigures> counters = StatementCounters.read(connection);
        return each(effects, effect -> effect.withBase(counter(counters, effect)));
    }

    /// What ran since the window's beginning, as [StatementEffect#after].
    List<StatementEffect> counted(Connection connection, List<StatementEffect> effects)
            throws SQLException {
        Map<String, StatementFigures> counters = StatementCounters.read(connection);
        return each(
                effects,
                effect -> effect.withAfter(counter(counters, effect).since(effect.base())));
    }

    /// Adds statements that ran for the first time since the window's beginning.
    List<StatementEffect> withNewcomers(
            Connection connection, IndexChange change, List<StatementEffect> counted)
            throws SQLException {
        Set<String> known = new HashSet<>();
        counted.forEach(effect -> known.add(effect.queryId()));
        List<StatementEffect> newcomers =
                StatementCounters.watched(connection, change.proposal()).stream()
                        .filter(effect -> effect.role() != Role.CONTROL)
                        .filter(effect -> known.add(effect.queryId()))
                        .toList();
        List<StatementEffect> all = new ArrayList<>(counted);
        if (!newcomers.isEmpty()) {
            all.addAll(counted(connection, newcomers));
        }
        return all;
    }

    /// Takes what was counted for the window before the build. Statements too rare for it, which
    /// are often those worth an index, are taken from the longer memory of the workload.
    List<StatementEffect> before(List<StatementEffect> counted) {
        Map<String, StatementFigures> remembered = new HashMap<>();
        for (WorkloadStatement statement : workload.statements()) {
            remembered.put(statement.queryId(), remembered(statement));
        }
        return each(
                withoutLost(counted),
                effect -> {
                    StatementFigures seen = effect.after();
                    StatementFigures longer = remembered.get(effect.queryId());
                    boolean rare = seen.calls() < options.leastCalls();
                    return effect.withBefore(rare && longer != null ? longer : seen)
                            .withAfter(StatementFigures.NONE);
                });
    }

    /// The workload knows no spread; that of an exponential distribution is taken, which is wide.
    private static StatementFigures remembered(WorkloadStatement statement) {
        double mean = statement.meanMillis();
        return new StatementFigures(
                statement.calls(), statement.calls() * mean, 2 * statement.calls() * mean * mean);
    }

    /// Whether most counters went back: statistics were reset, or lost in a crash.
    static boolean wasReset(List<StatementEffect> counted) {
        long seen = counted.stream().filter(effect -> effect.base().calls() > 0).count();
        long back = counted.stream().filter(effect -> effect.after().calls() < 0).count();
        return back > seen / 2;
    }

    /// Nothing is known of statements that were thrown out of pg_stat_statements meanwhile.
    static List<StatementEffect> withoutLost(List<StatementEffect> counted) {
        return each(
                counted,
                effect ->
                        effect.after().calls() < 0
                                ? effect.withAfter(StatementFigures.NONE)
                                : effect);
    }

    /// Runs the same samples again, and looks whether their plans use the index. Where another node
    /// ran them before, only the plans are looked at, with what this one knows.
    List<StatementEffect> sampledAfter(
            Connection connection, IndexChange change, List<StatementEffect> effects)
            throws SQLException {
        Map<String, WorkloadStatement> sampled =
                samplesByChange.getOrDefault(change.id(), Map.of());
        Map<String, WorkloadStatement> known = new HashMap<>();
        workload.statements().forEach(statement -> known.put(statement.queryId(), statement));
        List<StatementEffect> measured = new ArrayList<>();
        for (StatementEffect effect : effects) {
            boolean comparable = sampled.containsKey(effect.queryId());
            WorkloadStatement statement = (comparable ? sampled : known).get(effect.queryId());
            if (statement == null || effect.role() == Role.CONTROL) {
                measured.add(effect);
            } else {
                Outcome after = runs.run(connection, statement, change.proposal().name());
                measured.add(
                        effect.withSampledAfter(
                                comparable ? after.millis() : Double.NaN, after.usesIndex()));
            }
        }
        return measured;
    }

    /// Whether another node ran samples before, and so is the one to run them after.
    boolean isSampledElsewhere(IndexChange change) {
        return !samplesByChange.containsKey(change.id())
                && change.effects().stream()
                        .anyMatch(effect -> !Double.isNaN(effect.sampledMillisBefore()));
    }

    /// Whether every statement that the index is for has run often enough, or can be run here.
    boolean isEnough(IndexChange change, List<StatementEffect> counted) {
        Map<String, WorkloadStatement> sampled =
                samplesByChange.getOrDefault(change.id(), Map.of());
        return counted.stream()
                .filter(effect -> effect.role() == Role.INTENDED)
                .allMatch(effect ->
                        effect.after().calls() >= options.leastCalls()
                                || (sampled.containsKey(effect.queryId())
                                        && !Double.isNaN(effect.sampledMillisBefore())));
    }

    /// The time of each statement of the workload in milliseconds, by query id.
    Map<String, Double> workloadMillis() {
        Map<String, Double> millis = new HashMap<>();
        workload.statements()
                .forEach(statement ->
                        millis.merge(statement.queryId(), statement.totalMillis(), Double::sum));
        return millis;
    }

    void forget(IndexChange change) {
        samplesByChange.remove(change.id());
    }

    private static StatementFigures counter(
            Map<String, StatementFigures> counters, StatementEffect effect) {
        return counters.getOrDefault(effect.queryId(), StatementFigures.NONE);
    }

    private static List<StatementEffect> each(
            List<StatementEffect> effects, UnaryOperator<StatementEffect> change) {
        return effects.stream().map(change).toList();
    }
}
