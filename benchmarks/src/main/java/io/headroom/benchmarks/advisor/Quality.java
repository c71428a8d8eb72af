package io.headroom.benchmarks.advisor;

import io.headroom.core.Bytes;
import io.headroom.postgres.advisor.Advice;
import io.headroom.postgres.advisor.AdvisorOptions;
import io.headroom.postgres.advisor.Budget;
import io.headroom.postgres.advisor.ExtendAdvisor;
import io.headroom.postgres.advisor.IndexSuggestion;
import io.headroom.postgres.advisor.SandboxServer;
import io.headroom.postgres.statement.WorkloadStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongSupplier;

/// What the advice saves at the size of published results, by planner costs with the advised
/// indexes really built.
final class Quality {

    private static final double MEGABYTE = 1e6;

    /// Megabytes and the share of cost saved of the best published algorithms at that real size.
    private static final Map<Integer, Double> REFERENCE =
            new TreeMap<>(Map.of(109, 34.9, 205, 44.7, 285, 43.1, 354, 51.5, 604, 53.5));

    private final Database database;
    private final SandboxServer sandbox;
    private final List<TpchQuery> queries;
    private final double scale;
    private final LongSupplier nanoTime;

    Quality(
            Database database,
            SandboxServer sandbox,
            List<TpchQuery> queries,
            double scale,
            LongSupplier nanoTime) {
        this.database = database;
        this.sandbox = sandbox;
        this.queries = queries.stream().filter(TpchQuery::isCompared).toList();
        this.scale = scale;
        this.nanoTime = nanoTime;
    }

    String report() throws SQLException {
        StringBuilder table = new StringBuilder();
        table.append(
                """
                ## Quality at equal real size

                19 queries of equal weight per cost, no keys, no indexes before; MB are 10^6 bytes of the indexes as built, savings are of the sum of planner costs with them.

                | width | limit MB | published saving | real MB | real saving | foretold MB | foretold saving | indexes | seconds |
                |---|--:|--:|--:|--:|--:|--:|--:|--:|
                """);
        List<WorkloadStatement> statements = new ArrayList<>();
        double before = 0;
        for (TpchQuery query : queries) {
            double cost = database.plan(query.sql()).totalCost();
            before += cost;
            statements.add(
                    new WorkloadStatement(
                            query.name(), query.sql(), 1, cost, List.of(), List.of()));
        }
        Map<String, AdvisorOptions> widths = new TreeMap<>();
        widths.put("2 columns", AdvisorOptions.defaults().withWidth(2, 0));
        widths.put("3 keys, 3 carried", AdvisorOptions.defaults());
        StringBuilder chosen = new StringBuilder();
        for (Map.Entry<String, AdvisorOptions> width : widths.entrySet()) {
            for (Map.Entry<Integer, Double> limit : REFERENCE.entrySet()) {
                long bytes = (long) (limit.getKey() * MEGABYTE * scale);
                long start = nanoTime.getAsLong();
                Advice advice =
                        ExtendAdvisor.inSandbox(
                                        database.source(), sandbox, width.getValue(), nanoTime)
                                .suggest(() -> statements, Budget.ofStorage(Bytes.of(bytes)));
                double seconds = (nanoTime.getAsLong() - start) / 1e9;
                List<IndexSuggestion> tried =
                        advice.suggestions().stream().filter(IndexSuggestion::verified).toList();
                long size = 0;
                for (IndexSuggestion suggestion : tried) {
                    System.err.println(
                            limit.getKey() + " MB: " + suggestion.index().createSql(false));
                    database.execute(suggestion.index().createSql(false));
                    size += database.size(suggestion.index());
                }
                double after = 0;
                for (TpchQuery query : queries) {
                    after += database.plan(query.sql()).totalCost();
                }
                for (IndexSuggestion suggestion : tried) {
                    database.execute("DROP INDEX " + suggestion.index().name());
                }
                String row =
                        String.format(
                                Locale.ROOT,
                                "| %s | %.0f | %.1f %% | %.0f | **%.1f %%** | %.0f | %.1f %% | %d | %.0f |%n",
                                width.getKey(),
                                limit.getKey() * scale,
                                limit.getValue(),
                                size / MEGABYTE,
                                100 * (1 - after / before),
                                advice.size().count() / MEGABYTE,
                                100 * advice.savingShare(),
                                tried.size(),
                                seconds);
                System.err.print(row);
                table.append(row);
                chosen.append(
                        String.format(
                                Locale.ROOT,
                                "- %s, %.0f MB: %s%n",
                                width.getKey(),
                                limit.getKey() * scale,
                                String.join(
                                        ", ",
                                        tried.stream()
                                                .map(s -> Names.shortly(s.index()))
                                                .toList())));
            }
        }
        return table.append("\nChosen, in the order of worth:\n\n")
                .append(chosen)
                .append('\n')
                .toString();
    }
}
