package io.headroom.benchmarks.advisor;

import io.headroom.core.Bytes;
import io.headroom.postgres.advisor.AdvisorOptions;
import io.headroom.postgres.advisor.Candidates;
import io.headroom.postgres.advisor.IndexDefinition;
import io.headroom.postgres.advisor.Question;
import io.headroom.postgres.advisor.WhatIf;
import io.headroom.postgres.plan.Plan;
import io.headroom.postgres.plan.PlanNode;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.function.LongSupplier;

/// Plans with indexes that are not there against plans with the same indexes built.
final class Fidelity {

    private static final long SEED = 18;

    private final Database database;
    private final List<TpchQuery> queries;
    private final LongSupplier nanoTime;

    private int plans;
    private int sameShape;
    private int used;
    private int usedAsForetold;
    private int foretoldOnly;
    private final List<Double> costErrors = new ArrayList<>();
    private final List<Double> usedCostErrors = new ArrayList<>();
    private final List<Double> sizeErrors = new ArrayList<>();
    private final List<String> worst = new ArrayList<>();
    private double worstError;
    private double worstSizeError;
    private String worstSize = "none";

    Fidelity(Database database, List<TpchQuery> queries, LongSupplier nanoTime) {
        this.database = database;
        this.queries = queries;
        this.nanoTime = nanoTime;
    }

    /// @param most the most candidates to build, drawn by chance with a fixed seed
    String report(WhatIf.Source source, int most) throws SQLException {
        try (WhatIf whatIf = source.open(database.source())) {
            whatIf.define(List.of());
            int same = 0;
            List<IndexDefinition> candidates = new ArrayList<>();
            for (TpchQuery query : queries) {
                Plan real = database.plan(query.sql());
                Plan foretold = whatIf.plan(Question.of(query.sql()), List.of());
                same += real.shape().equals(foretold.shape()) ? 1 : 0;
                candidates.addAll(Candidates.of(foretold, true, AdvisorOptions.defaults()));
            }
            List<IndexDefinition> drawn = new ArrayList<>(candidates.stream().distinct().toList());
            int all = drawn.size();
            Collections.shuffle(drawn, new Random(SEED));
            drawn = List.copyOf(drawn.subList(0, Math.min(most, all)));
            long start = nanoTime.getAsLong();
            Map<IndexDefinition, Bytes> sizes = whatIf.define(drawn);
            List<List<Plan>> foretold = new ArrayList<>();
            for (IndexDefinition index : sizes.keySet()) {
                List<Plan> answers = new ArrayList<>();
                for (TpchQuery query : queries) {
                    answers.add(whatIf.plan(Question.of(query.sql()), List.of(index)));
                }
                foretold.add(answers);
            }
            double sandboxSeconds = (nanoTime.getAsLong() - start) / 1e9;
            start = nanoTime.getAsLong();
            int number = 0;
            for (Map.Entry<IndexDefinition, Bytes> entry : sizes.entrySet()) {
                compare(whatIf, entry.getKey(), entry.getValue(), foretold.get(number++));
            }
            double realSeconds = (nanoTime.getAsLong() - start) / 1e9;
            return text(same, all, sizes.size(), sandboxSeconds, realSeconds);
        }
    }

    private void compare(WhatIf whatIf, IndexDefinition index, Bytes size, List<Plan> foretold)
            throws SQLException {
        System.err.println("building " + index.createSql(false));
        database.execute(index.createSql(false));
        long real = database.size(index);
        double sizeError = Math.abs(size.count() - (double) real) / real;
        sizeErrors.add(sizeError);
        System.err.printf(
                Locale.ROOT,
                "size %d, foretold %d: %.1f %%%n",
                real,
                size.count(),
                100 * sizeError);
        if (sizeError > worstSizeError) {
            worstSizeError = sizeError;
            worstSize = index.createSql(false) + ": foretold " + size + ", real " + Bytes.of(real);
        }
        for (int i = 0; i < queries.size(); i++) {
            Plan actual = database.plan(queries.get(i).sql());
            Plan guess = foretold.get(i);
            plans++;
            boolean really = uses(actual, index.name());
            boolean said =
                    guess.nodes()
                            .map(PlanNode::index)
                            .anyMatch(name -> index.equals(whatIf.behind(name)));
            // Only the index's name differs between the two.
            String shape = guess.shape();
            for (String name : guess.nodes().map(PlanNode::index).distinct().toList()) {
                if (index.equals(whatIf.behind(name))) {
                    shape = shape.replace(name, index.name());
                }
            }
            sameShape += shape.equals(actual.shape()) ? 1 : 0;
            used += really ? 1 : 0;
            usedAsForetold += really && said ? 1 : 0;
            foretoldOnly += said && !really ? 1 : 0;
            double error = Math.abs(guess.totalCost() - actual.totalCost()) / actual.totalCost();
            costErrors.add(error);
            if (really || said) {
                usedCostErrors.add(error);
            }
            if (error > worstError) {
                worstError = error;
                worst.add(
                        String.format(
                                Locale.ROOT,
                                "%s with %s: foretold %.0f, real %.0f",
                                queries.get(i).name(),
                                index.name(),
                                guess.totalCost(),
                                actual.totalCost()));
            }
        }
        database.execute("DROP INDEX " + index.name());
    }

    private static boolean uses(Plan plan, String name) {
        return plan.nodes().anyMatch(node -> node.index().equals(name));
    }

    private String text(int same, int all, int tried, double sandboxSeconds, double realSeconds) {
        return String.format(
                Locale.ROOT,
                """
                ## Fidelity of the sandbox

                %d queries × %d candidates (drawn from %d, seed %d) = %d plans against the same indexes built.

                | fact | sandbox |
                |---|--:|
                | plans without candidates, same shape | %d of %d |
                | plans with a candidate, same shape | %d of %d |
                | use of the index foretold, where PostgreSQL uses it | %d of %d |
                | use foretold where PostgreSQL does not | %d |
                | cost error, all plans: median, p95, worst | %.1f %%, %.1f %%, %.0f %% |
                | cost error, plans that use the index: median, p95, worst | %.1f %%, %.1f %%, %.0f %% |
                | size error: median, p95, worst | %.1f %%, %.1f %%, %.1f %% |
                | seconds for a candidate with all queries, sandbox and really built | %.2f, %.2f |

                Worst cost error: %s. Worst size error: %s.

                """,
                queries.size(),
                tried,
                all,
                SEED,
                plans,
                same,
                queries.size(),
                sameShape,
                plans,
                usedAsForetold,
                used,
                foretoldOnly,
                100 * Quantile.of(costErrors, 0.5),
                100 * Quantile.of(costErrors, 0.95),
                100 * Quantile.of(costErrors, 1),
                100 * Quantile.of(usedCostErrors, 0.5),
                100 * Quantile.of(usedCostErrors, 0.95),
                100 * Quantile.of(usedCostErrors, 1),
                100 * Quantile.of(sizeErrors, 0.5),
                100 * Quantile.of(sizeErrors, 0.95),
                100 * Quantile.of(sizeErrors, 1),
                sandboxSeconds / Math.max(1, tried),
                realSeconds / Math.max(1, tried),
                worst.isEmpty() ? "none" : worst.getLast(),
                worstSize);
    }
}
