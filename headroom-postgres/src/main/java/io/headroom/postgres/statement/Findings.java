package io.headroom.postgres.statement;

import io.headroom.postgres.statement.StatementFigures.EndpointShare;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What a round found, for all who ask until the next one.
///
/// @param figures all kept statements, those with the most time first
/// @param workload of them those that can be explained
record Findings(List<StatementFigures> figures, List<WorkloadStatement> workload) {

    static final Findings NOTHING = new Findings(List.of(), List.of());

    static Findings of(History history, Collection<SeenText> seen, PlanWatch plans) {
        Map<String, String> serverTexts = new HashMap<>();
        double all = 0;
        for (History.Entry entry : history.entries()) {
            serverTexts.put(entry.queryId, entry.sql);
            all += entry.series.millis();
        }
        Map<String, Set<SeenText>> texts = QueryIds.byQueryId(seen, serverTexts);
        List<StatementFigures> figures = new ArrayList<>();
        List<WorkloadStatement> workload = new ArrayList<>();
        for (History.Entry entry : history.entries()) {
            Set<SeenText> known = texts.getOrDefault(entry.queryId, Set.of());
            List<PlanChange> changes = plans.changes(entry.queryId, entry.series);
            StatementFigures one = figures(entry, known, all, changes, history.options());
            figures.add(one);
            if (SeenStatements.isExplainable(entry.sql)) {
                workload.add(workload(one, known));
            }
        }
        figures.sort(Comparator.comparingDouble(StatementFigures::totalMillis).reversed());
        workload.sort(Comparator.comparingDouble(WorkloadStatement::totalMillis).reversed());
        return new Findings(List.copyOf(figures), List.copyOf(workload));
    }

    private static StatementFigures figures(
            History.Entry entry,
            Set<SeenText> known,
            double all,
            List<PlanChange> changes,
            StatementOptions options) {
        double calls = entry.series.calls();
        double millis = entry.series.millis();
        return new StatementFigures(
                entry.queryId,
                entry.sql,
                calls,
                millis,
                calls > 0 ? millis / calls : 0,
                entry.maxMillis,
                all > 0 ? millis / all : 0,
                calls > 0 ? entry.series.rows() / calls : 0,
                calls > 0 ? entry.series.blocks() / calls : 0,
                endpoints(known),
                entry.drift(options),
                changes);
    }

    private static List<EndpointShare> endpoints(Set<SeenText> known) {
        Map<String, Double> millis = new HashMap<>();
        for (SeenText text : known) {
            text.nanosByEndpoint()
                    .forEach((route, nanos) -> millis.merge(route, nanos / 1e6, Double::sum));
        }
        return millis.entrySet().stream()
                .map(each -> new EndpointShare(each.getKey(), each.getValue()))
                .sorted(Comparator.comparingDouble(EndpointShare::millis).reversed())
                .toList();
    }

    /// The service's own text where it is known, since its constants and the samples fit it.
    private static WorkloadStatement workload(StatementFigures figures, Set<SeenText> known) {
        String sql = figures.sql();
        List<String> types = List.of();
        List<List<@Nullable Object>> samples = List.of();
        for (SeenText text : known) {
            if (samples.isEmpty()) {
                samples = text.samples();
                types = text.types(figures.queryId());
                sql = text.nativeSql();
            }
        }
        return new WorkloadStatement(
                figures.queryId(),
                sql,
                types,
                figures.calls(),
                figures.meanMillis(),
                figures.endpoints().stream().map(EndpointShare::endpoint).toList(),
                samples);
    }
}
