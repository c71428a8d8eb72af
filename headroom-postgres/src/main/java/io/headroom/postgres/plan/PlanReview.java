package io.headroom.postgres.plan;

import io.headroom.core.Bytes;
import io.headroom.postgres.plan.PlanWarning.Kind;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;

/// Reads a plan as an experienced person would, and says what is wrong with it.
///
/// An analysed plan is judged by what happened, another one by what is planned; a bad estimate
/// shows only when analysed. Constants of conditions are shown as `?`.
public final class PlanReview {

    /// The rows from which a table counts as large.
    public static final long LARGE_TABLE_ROWS = 10_000;

    private static final double ESTIMATE_OFF = 10;
    private static final double ROWS_THAT_MATTER = 100;
    private static final double INNER_ROWS_IN_ALL = 1_000_000;
    private static final double OUTER_ROWS = 1_000;
    private static final double DISCARDED_SHARE = 0.9;
    private static final double DISCARDED_ROWS = 1_000;
    private static final double CHANGED_SHARE = 0.5;

    /// A tuple in a hash table or sort carries about this much beside its columns.
    private static final int TUPLE_OVERHEAD_BYTES = 24;

    private static final double HASH_MEM_MULTIPLIER = 2;

    private final Surroundings surroundings;
    private final long largeTableRows;
    private final List<PlanWarning> warnings = new ArrayList<>();

    private PlanReview(Surroundings surroundings, long largeTableRows) {
        this.surroundings = surroundings;
        this.largeTableRows = largeTableRows;
    }

    /// The plan's warnings, in the order of its nodes.
    public static List<PlanWarning> of(Plan plan, Surroundings surroundings) {
        return of(plan, surroundings, LARGE_TABLE_ROWS);
    }

    /// The same with another size from which a table counts as large.
    ///
    /// @param largeTableRows at least 1
    public static List<PlanWarning> of(Plan plan, Surroundings surroundings, long largeTableRows) {
        if (largeTableRows < 1) {
            throw new IllegalArgumentException(
                    "largeTableRows must be at least 1, but is " + largeTableRows);
        }
        PlanReview review = new PlanReview(surroundings, largeTableRows);
        review.visit(plan.root(), false);
        review.statistics();
        return List.copyOf(new LinkedHashSet<>(review.warnings));
    }

    private void visit(PlanNode node, boolean stoppedEarly) {
        switch (node.type()) {
            case "Seq Scan" -> sequentialScan(node, stoppedEarly);
            case "Nested Loop" -> nestedLoop(node);
            default -> {}
        }
        estimate(node);
        spill(node);
        discards(node);
        functions(node);
        boolean limited = node.type().equals("Limit") || (stoppedEarly && passesRowsOn(node));
        node.children().forEach(child -> visit(child, limited));
    }

    private static boolean passesRowsOn(PlanNode node) {
        return !node.type().contains("Sort")
                && !node.type().contains("Aggregate")
                && !node.type().startsWith("Hash");
    }

    private void sequentialScan(PlanNode node, boolean stoppedEarly) {
        Surroundings.Table table = surroundings.table(node.relation());
        String filter = Masking.mask(node.text("Filter"));
        if (table.rows() < largeTableRows || (filter.isEmpty() && stoppedEarly)) {
            return;
        }
        double kept = (node.isAnalyzed() ? node.actualRows() : node.planRows()) / table.rows();
        String read =
                "reads all of about %s rows, keeps %s".formatted(rows(table.rows()), percent(kept));
        if (filter.isEmpty()) {
            add(
                    Kind.SEQUENTIAL_SCAN,
                    node,
                    read,
                    "The statement asks for the whole table: ask for fewer rows (a condition, LIMIT), or keep"
                            + " its result in a materialized view.");
        } else if (kept < 0.2) {
            add(
                    Kind.SEQUENTIAL_SCAN,
                    node,
                    read + "; filter " + filter,
                    "An index on the columns of the filter would find these rows without reading the others.");
        } else {
            add(
                    Kind.SEQUENTIAL_SCAN,
                    node,
                    read + "; filter " + filter,
                    "An index would not help while so many rows are wanted: make the condition narrower, or"
                            + " keep the result in a materialized view.");
        }
    }

    private void nestedLoop(PlanNode node) {
        if (node.children().size() < 2) {
            return;
        }
        PlanNode outer = node.children().get(0);
        PlanNode inner = node.children().get(1);
        double outerRows = outer.isAnalyzed() ? outer.actualRowsInAll() : outer.planRows();
        double scanned = scannedPerLoop(inner);
        if (outerRows < OUTER_ROWS || outerRows * scanned < INNER_ROWS_IN_ALL) {
            return;
        }
        add(
                Kind.NESTED_LOOP,
                node,
                "runs its inner side %s times over %s rows each, %s in all"
                        .formatted(rows(outerRows), rows(scanned), rows(outerRows * scanned)),
                "An index on the inner side's join columns makes each round short; where the outer rows were"
                        + " underestimated, fresh statistics make the planner choose a hash join.");
    }

    /// What one round of the inner side reads.
    private double scannedPerLoop(PlanNode inner) {
        double most = 0;
        for (PlanNode node : inner.nodes().toList()) {
            double removed = removed(node, "Rows Removed by Filter");
            double read =
                    node.isAnalyzed()
                            ? node.actualRows() + removed
                            : node.type().equals("Seq Scan")
                                    ? Math.max(
                                            surroundings.table(node.relation()).rows(),
                                            node.planRows())
                                    : node.planRows();
            most = Math.max(most, read);
        }
        return most;
    }

    private void estimate(PlanNode node) {
        if (isMisestimated(node)
                && node.children().stream().noneMatch(PlanReview::isMisestimated)) {
            add(
                    Kind.BAD_ESTIMATE,
                    node,
                    "planned for %s rows, got %s"
                            .formatted(rows(node.planRows()), rows(node.actualRows())),
                    "Run ANALYZE on the table; for conditions on columns that depend on each other CREATE"
                            + " STATISTICS, for uneven values raise the column's STATISTICS target.");
        }
    }

    private static boolean isMisestimated(PlanNode node) {
        if (!node.isAnalyzed() || node.loops() == 0 || node.type().equals("Limit")) {
            return false;
        }
        double planned = Math.max(node.planRows(), 1);
        double actual = Math.max(node.actualRows(), 1);
        return Math.max(planned, actual) >= ROWS_THAT_MATTER
                && Math.max(planned / actual, actual / planned) >= ESTIMATE_OFF;
    }

    private void spill(PlanNode node) {
        String what = node.isAnalyzed() ? spilled(node) : willSpill(node);
        if (!what.isEmpty()) {
            add(
                    Kind.SPILL,
                    node,
                    what + "; work_mem is " + kilobytes((double) surroundings.workMemory().count()),
                    "Sort or join fewer or narrower rows, add an index that gives the order, or raise work_mem"
                            + " for this statement's session.");
        }
    }

    private static String spilled(PlanNode node) {
        if (node.text("Sort Space Type").equals("Disk")) {
            return "sorted %s on disk".formatted(kilobytes(node.number("Sort Space Used") * 1024));
        }
        if (node.number("Hash Batches") > 1) {
            return "hashed in %.0f batches through temporary files"
                    .formatted(node.number("Hash Batches"));
        }
        if (node.number("Disk Usage") > 0) {
            return "grouped with %s on disk".formatted(kilobytes(node.number("Disk Usage") * 1024));
        }
        return "";
    }

    private String willSpill(PlanNode node) {
        double bytes = node.planRows() * (node.planWidth() + TUPLE_OVERHEAD_BYTES);
        double memory = surroundings.workMemory().count();
        boolean sort = node.type().equals("Sort");
        boolean hash = node.type().equals("Hash");
        if ((sort && bytes > memory && !node.details().containsKey("Sort Limit"))
                || (hash && bytes > memory * HASH_MEM_MULTIPLIER)) {
            return "will %s about %s".formatted(sort ? "sort" : "hash", kilobytes(bytes));
        }
        return node.number("Planned Partitions") > 0
                ? "will group in %.0f partitions through temporary files"
                        .formatted(node.number("Planned Partitions"))
                : "";
    }

    private void discards(PlanNode node) {
        for (String reason :
                List.of(
                        "Rows Removed by Filter",
                        "Rows Removed by Join Filter",
                        "Rows Removed by Index Recheck")) {
            double removed = removed(node, reason) * Math.max(node.loops(), 1);
            double kept = node.actualRowsInAll();
            if (removed >= DISCARDED_ROWS && removed / (removed + kept) >= DISCARDED_SHARE) {
                discarded(node, removed, removed + kept);
            }
        }
        Surroundings.Table table = surroundings.table(node.relation());
        double planned = table.rows() - node.planRows();
        if (!node.isAnalyzed()
                && node.type().equals("Seq Scan")
                && !node.text("Filter").isEmpty()
                && planned >= DISCARDED_ROWS
                && planned / table.rows() >= DISCARDED_SHARE) {
            discarded(node, planned, table.rows());
        }
    }

    private void discarded(PlanNode node, double removed, double read) {
        add(
                Kind.FILTER_DISCARDS,
                node,
                "throws away %s of %s rows read (%s)"
                        .formatted(rows(removed), rows(read), percent(removed / read)),
                node.index().isEmpty()
                        ? "An index on the columns of the condition would read only the rows that are wanted."
                        : "Add the filtered columns to the index "
                                + node.index()
                                + ", or make it partial on the condition.");
    }

    private static double removed(PlanNode node, String reason) {
        double removed = node.number(reason);
        return Double.isNaN(removed) ? 0 : removed;
    }

    private void functions(PlanNode node) {
        if (!node.relation().exists()) {
            return;
        }
        for (String expression : ComputedColumns.in(node.text("Filter"))) {
            computed(node, expression);
        }
    }

    private void computed(PlanNode node, String expression) {
        add(
                Kind.FUNCTION_ON_COLUMN,
                node,
                "the filter computes " + expression + " for each row",
                "Compare the bare column (move the computation to the other side, bind the column's own type),"
                        + " or create an index on the expression.");
    }

    private void statistics() {
        for (Surroundings.Table table : surroundings.tables()) {
            if (table.statisticsMissing()) {
                warnings.add(
                        new PlanWarning(
                                Kind.MISSING_STATISTICS,
                                table.schema() + "." + table.name(),
                                "was never analysed: the planner guesses how its values are spread",
                                "Run ANALYZE " + table.schema() + "." + table.name() + "."));
            } else if (table.changedSinceAnalyze() > DISCARDED_ROWS
                    && table.changedSinceAnalyze() > table.rows() * CHANGED_SHARE) {
                warnings.add(
                        new PlanWarning(
                                Kind.MISSING_STATISTICS,
                                table.schema() + "." + table.name(),
                                "%s of about %s rows were written since it was analysed"
                                        .formatted(
                                                rows(table.changedSinceAnalyze()),
                                                rows(table.rows())),
                                "Run ANALYZE "
                                        + table.schema()
                                        + "."
                                        + table.name()
                                        + "; lower autovacuum_analyze_scale_factor for it."));
            }
        }
    }

    private void add(Kind kind, PlanNode node, String evidence, String advice) {
        warnings.add(new PlanWarning(kind, PlanDrawing.title(node), evidence, advice));
    }

    private static String rows(double count) {
        return String.format(Locale.ROOT, "%,.0f", count);
    }

    private static String percent(double share) {
        double bounded = Math.clamp(share, 0, 1);
        return String.format(
                Locale.ROOT,
                bounded < 0.01 || bounded > 0.99 ? "%.2f %%" : "%.0f %%",
                bounded * 100);
    }

    private static String kilobytes(double bytes) {
        return bytes < 10 * Bytes.ofMegabytes(1).count()
                ? String.format(Locale.ROOT, "%,.0f KB", bytes / 1024)
                : String.format(Locale.ROOT, "%,.0f MB", bytes / 1024 / 1024);
    }
}
