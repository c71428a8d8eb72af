package io.headroom.postgres.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Draws plans for people: a tree in which each node bears its own share of cost and time.
///
/// `EXPLAIN` gives sums with the children's, for one loop. A node's own part is its sum less its
/// children's, each times its loops. Where children seem to cost more than their parent (under a
/// LIMIT that stops early, or where a rescan is cheaper than a scan) they share what the parent has
/// in proportion, so that the shares of all nodes sum to one.
public final class PlanDrawing {

    private static final List<String> NOTES =
            List.of(
                    "Index Cond",
                    "Recheck Cond",
                    "Filter",
                    "Hash Cond",
                    "Merge Cond",
                    "Join Filter",
                    "Sort Key",
                    "Presorted Key",
                    "Group Key",
                    "One-Time Filter",
                    "Sort Method",
                    "Sort Space Type",
                    "Hash Batches",
                    "Heap Fetches",
                    "Rows Removed by Filter",
                    "Rows Removed by Join Filter",
                    "Rows Removed by Index Recheck",
                    "Workers Launched",
                    "Subplan Name");

    private final double wholeCost;
    private final double wholeMillis;
    private final boolean masked;

    private PlanDrawing(Plan plan, boolean masked) {
        this.wholeCost = plan.root().totalCost();
        this.wholeMillis = plan.root().actualMillisInAll();
        this.masked = masked;
    }

    /// The plan as a tree.
    ///
    /// @param masked whether constants in conditions are shown as `?`: for plans made with values
    ///   of the service's data
    public static DrawnNode draw(Plan plan, boolean masked) {
        return new PlanDrawing(plan, masked)
                .draw(plan.root(), plan.root().totalCost(), plan.root().actualMillisInAll(), 1);
    }

    private DrawnNode draw(PlanNode node, double cost, double millis, double sideBySide) {
        List<PlanNode> children = node.children();
        double workers = node.number("Workers Launched");
        double below = Double.isNaN(workers) ? sideBySide : sideBySide * (workers + 1);
        double[] costs = new double[children.size()];
        double[] times = new double[children.size()];
        for (int i = 0; i < costs.length; i++) {
            PlanNode child = children.get(i);
            costs[i] = child.totalCost() * rounds(node, i);
            times[i] = child.actualMillisInAll() / below;
        }
        double ownCost = fit(costs, cost, node.totalCost());
        double ownMillis = fit(times, millis, millis);
        List<DrawnNode> drawn = new ArrayList<>();
        for (int i = 0; i < costs.length; i++) {
            drawn.add(draw(children.get(i), costs[i], times[i], below));
        }
        return new DrawnNode(
                title(node),
                wholeCost > 0 ? ownCost / wholeCost : 0,
                wholeMillis > 0 ? ownMillis / wholeMillis : Double.NaN,
                millis,
                node.planRows(),
                node.actualRows(),
                node.loops(),
                notes(node),
                drawn);
    }

    /// How often the planner expects a child to run: the inner side of a nested loop once for each
    /// row of the outer one.
    private static double rounds(PlanNode node, int child) {
        return node.type().equals("Nested Loop") && child == 1
                ? Math.max(node.children().getFirst().planRows(), 1)
                : 1;
    }

    /// Scales the children's parts into what the parent has, and returns what it keeps for itself.
    ///
    /// @param parts of the children in the parent's units, scaled in place
    /// @param has what the parent has in the drawing
    /// @param unit what the parent has by its own account
    private static double fit(double[] parts, double has, double unit) {
        double sum = 0;
        for (double part : parts) {
            sum += part;
        }
        double scale = unit > 0 ? has / unit : 0;
        if (sum * scale > has) {
            scale = sum > 0 ? has / sum : 0;
        }
        double rest = has;
        for (int i = 0; i < parts.length; i++) {
            parts[i] *= scale;
            rest -= parts[i];
        }
        return Double.isNaN(rest) ? rest : Math.max(rest, 0);
    }

    static String title(PlanNode node) {
        StringBuilder title = new StringBuilder(node.type());
        String join = node.text("Join Type");
        String operation = node.text("Operation");
        String strategy = node.text("Strategy");
        if (!join.isEmpty() && !join.equals("Inner")) {
            title.append(" (").append(join).append(')');
        } else if (!operation.isEmpty()) {
            title.append(" (").append(operation).append(')');
        } else if (!strategy.isEmpty() && !strategy.equals("Plain")) {
            title.append(" (").append(strategy).append(')');
        }
        if (!node.index().isEmpty()) {
            title.append(" using ").append(node.index());
        }
        if (node.relation().exists()) {
            title.append(" on ").append(node.relation().name());
            if (!node.relation().alias().equals(node.relation().name())) {
                title.append(' ').append(node.relation().alias());
            }
        }
        return title.toString();
    }

    private List<String> notes(PlanNode node) {
        List<String> notes = new ArrayList<>();
        for (String name : NOTES) {
            Object value = node.details().get(name);
            if (value == null || (value instanceof Number number && number.doubleValue() == 0)) {
                continue;
            }
            String text =
                    value instanceof List<?> items
                            ? String.join(", ", items.stream().map(String::valueOf).toList())
                            : String.valueOf(value);
            boolean condition =
                    !(value instanceof Number)
                            && !name.startsWith("Sort ")
                            && !name.equals("Subplan Name");
            notes.add(name + ": " + (masked && condition ? Masking.mask(text) : text));
        }
        return notes;
    }

    /// The tree in text, a line per node and per note.
    public static String text(DrawnNode root) {
        StringBuilder text = new StringBuilder();
        append(text, root, "", "");
        return text.toString();
    }

    private static void append(StringBuilder text, DrawnNode node, String first, String following) {
        text.append(first).append(node.title()).append("  ").append(figures(node)).append('\n');
        boolean leaf = node.children().isEmpty();
        for (String note : node.notes()) {
            text.append(following).append(leaf ? "     " : "│    ").append(note).append('\n');
        }
        for (int i = 0; i < node.children().size(); i++) {
            boolean last = i == node.children().size() - 1;
            append(
                    text,
                    node.children().get(i),
                    following + (last ? "└─ " : "├─ "),
                    following + (last ? "   " : "│  "));
        }
    }

    private static String figures(DrawnNode node) {
        String cost = String.format(Locale.ROOT, "cost %.0f %%", node.costShare() * 100);
        if (Double.isNaN(node.actualRows())) {
            return String.format(Locale.ROOT, "[%s, %,.0f rows]", cost, node.planRows());
        }
        String time =
                Double.isNaN(node.timeShare())
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                ", time %.0f %% (%.2f ms)",
                                node.timeShare() * 100,
                                node.millis());
        return String.format(
                Locale.ROOT,
                "[%s%s, %,.0f of %,.0f rows × %d]",
                cost,
                time,
                node.actualRows(),
                node.planRows(),
                node.loops());
    }
}
