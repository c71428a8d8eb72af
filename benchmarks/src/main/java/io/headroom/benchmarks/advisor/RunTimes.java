package io.headroom.benchmarks.advisor;

import io.headroom.postgres.advisor.Advice;
import io.headroom.postgres.advisor.AdvisorOptions;
import io.headroom.postgres.advisor.Budget;
import io.headroom.postgres.advisor.ExtendAdvisor;
import io.headroom.postgres.advisor.IndexDefinition;
import io.headroom.postgres.advisor.IndexSuggestion;
import io.headroom.postgres.advisor.SandboxServer;
import io.headroom.postgres.plan.PlanNode;
import io.headroom.postgres.statement.WorkloadStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;

/// Every query's time before and after the advised indexes, with the guard: an index that a query
/// uses which now takes more than 1.2 times as long is dropped again, the one that brought least
/// first.
final class RunTimes {

    private static final double GUARD = 1.2;

    /// Below, the clock's noise is larger than the guard's fifth.
    private static final double NOISE_MILLIS = 20;

    private final Database database;
    private final SandboxServer sandbox;
    private final List<TpchQuery> queries;
    private final int rounds;
    private final int limitSeconds;
    private final LongSupplier nanoTime;

    RunTimes(
            Database database,
            SandboxServer sandbox,
            List<TpchQuery> queries,
            int rounds,
            int limitSeconds,
            LongSupplier nanoTime) {
        this.database = database;
        this.sandbox = sandbox;
        this.queries = queries;
        this.rounds = rounds;
        this.limitSeconds = limitSeconds;
        this.nanoTime = nanoTime;
    }

    String report(Budget budget) throws SQLException {
        Map<String, Double> before = measured(queries);
        List<WorkloadStatement> statements = new ArrayList<>();
        for (TpchQuery query : queries) {
            statements.add(
                    new WorkloadStatement(
                            query.name(),
                            query.sql(),
                            1,
                            Math.min(before.getOrDefault(query.name(), 0.0), limitSeconds * 1e3),
                            List.of(),
                            List.of()));
        }
        long start = nanoTime.getAsLong();
        Advice advice =
                ExtendAdvisor.inSandbox(
                                database.source(), sandbox, AdvisorOptions.defaults(), nanoTime)
                        .suggest(() -> statements, budget);
        double seconds = (nanoTime.getAsLong() - start) / 1e9;
        Map<IndexDefinition, IndexSuggestion> applied = new LinkedHashMap<>();
        long size = 0;
        for (IndexSuggestion suggestion : advice.suggestions()) {
            if (suggestion.verified()) {
                System.err.println("applying " + suggestion.index().createSql(false));
                database.execute(suggestion.index().createSql(false));
                size += database.size(suggestion.index());
                applied.put(suggestion.index(), suggestion);
            }
        }
        database.execute("VACUUM (ANALYZE)");
        Map<String, Double> after = measured(queries);
        Map<String, Double> kept = new HashMap<>(after);
        List<String> dropped = guard(before, kept, applied);
        StringBuilder text =
                new StringBuilder(
                        String.format(
                                Locale.ROOT,
                                """
                                ## Run times

                                %d indexes of %.0f MB in all, advised in %.0f s with the standard budget, weighed by the times before; a run of more than %d s counts as that. Medians of %d runs, warm, in milliseconds. The guard drops an index that makes a query take more than 1.2 times as long.

                                | query | before | with all | ratio | after the guard | ratio |
                                |---|--:|--:|--:|--:|--:|
                                """,
                                applied.size() + dropped.size(),
                                size / 1e6,
                                seconds,
                                limitSeconds,
                                rounds));
        double sumBefore = 0;
        double sumAfter = 0;
        double sumKept = 0;
        for (TpchQuery query : queries) {
            double was = limited(before, query);
            double all = limited(after, query);
            double now = limited(kept, query);
            sumBefore += was;
            sumAfter += all;
            sumKept += now;
            text.append(row(query.name(), was, all, now));
        }
        text.append(row("**all**", sumBefore, sumAfter, sumKept));
        text.append("\nAdvised:\n\n");
        for (IndexSuggestion suggestion : advice.suggestions()) {
            text.append(
                    String.format(
                            Locale.ROOT,
                            "- %s, %s: %s%n",
                            Names.shortly(suggestion.index()),
                            suggestion.size(),
                            suggestion.reason()));
        }
        text.append("\nDropped by the guard: ")
                .append(dropped.isEmpty() ? "none" : String.join(", ", dropped))
                .append(".\n");
        return text.toString();
    }

    private String row(String name, double was, double all, double now) {
        return String.format(
                Locale.ROOT,
                "| %s | %s | %s | %.2f | %s | %.2f |%n",
                name,
                shown(was),
                shown(all),
                all / was,
                shown(now),
                now / was);
    }

    private String shown(double millis) {
        return millis >= limitSeconds * 1e3 && millis < limitSeconds * 1e3 + 1
                ? "> " + limitSeconds * 1000
                : String.format(Locale.ROOT, "%.0f", millis);
    }

    private double limited(Map<String, Double> times, TpchQuery query) {
        return Math.min(times.getOrDefault(query.name(), 0.0), limitSeconds * 1e3);
    }

    private List<String> guard(
            Map<String, Double> before,
            Map<String, Double> now,
            Map<IndexDefinition, IndexSuggestion> applied)
            throws SQLException {
        List<String> dropped = new ArrayList<>();
        while (!applied.isEmpty()) {
            List<IndexDefinition> guilty = new ArrayList<>();
            for (TpchQuery query : queries) {
                if (limited(now, query) > GUARD * limited(before, query) + NOISE_MILLIS) {
                    Set<String> used =
                            database.plan(query.sql())
                                    .nodes()
                                    .map(PlanNode::index)
                                    .collect(Collectors.toSet());
                    applied.keySet().stream()
                            .filter(index -> used.contains(index.name()))
                            .min(Comparator.comparingDouble(index -> saving(applied, index)))
                            .ifPresent(guilty::add);
                }
            }
            if (guilty.isEmpty()) {
                break;
            }
            IndexDefinition worst = guilty.getFirst();
            System.err.println("the guard drops " + worst.name());
            database.execute("DROP INDEX " + worst.name());
            applied.remove(worst);
            dropped.add(Names.shortly(worst));
            now.putAll(measured(queries));
        }
        return dropped;
    }

    private static double saving(
            Map<IndexDefinition, IndexSuggestion> applied, IndexDefinition index) {
        IndexSuggestion suggestion = applied.get(index);
        return suggestion == null ? 0 : suggestion.savingShare();
    }

    private Map<String, Double> measured(List<TpchQuery> all) throws SQLException {
        Map<String, Double> medians = new HashMap<>();
        for (TpchQuery query : all) {
            List<Double> times = new ArrayList<>();
            double first = database.millis(query.sql(), limitSeconds);
            for (int round = 0; round < rounds && first < limitSeconds * 1e3; round++) {
                times.add(database.millis(query.sql(), limitSeconds));
            }
            double median = times.isEmpty() ? first : Quantile.of(times, 0.5);
            System.err.printf(Locale.ROOT, "%s %.0f ms%n", query.name(), median);
            medians.put(query.name(), median);
        }
        return medians;
    }
}
