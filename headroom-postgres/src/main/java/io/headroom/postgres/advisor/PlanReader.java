package io.headroom.postgres.advisor;

import io.headroom.postgres.plan.Plan;
import io.headroom.postgres.plan.PlanNode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads from a plan how a statement uses its tables.
///
/// The planner has resolved names, views and subqueries, and moved conditions to the tables they
/// speak of: so its plan says more than the statement's text. It takes `EXPLAIN (VERBOSE)`, which
/// writes each column with its table's alias.
final class PlanReader {

    private static final Set<String> CONDITIONS =
            Set.of(
                    "Filter",
                    "Join Filter",
                    "Hash Cond",
                    "Merge Cond",
                    "Index Cond",
                    "Recheck Cond");
    private static final Set<String> ORDERS = Set.of("Sort Key", "Group Key", "Order By");

    private static final Pattern COLUMN =
            Pattern.compile(
                    "(?<![\\w\".])([a-z_][\\w$]*|\"(?:[^\"]|\"\")+\")\\.([a-z_][\\w$]*|\"(?:[^\"]|\"\")+\")");
    private static final Pattern ORDER_KEY =
            Pattern.compile("(.+?)( DESC)?( NULLS (?:FIRST|LAST))?", Pattern.DOTALL);
    private static final Pattern EXTREME =
            Pattern.compile("\\b(?:min|max)\\((\\S+?\\.[^\\s()]+)\\)");
    private static final int MOST_ORDER_KEYS = 3;

    private final Map<String, TableUse> uses = new LinkedHashMap<>();
    private final Conditions conditions;

    private PlanReader(boolean constants) {
        this.conditions = new Conditions(uses, constants);
    }

    /// The uses of all ordinary tables in the plan.
    ///
    /// @param constants whether the values in the plan are the statement's own, not one call's
    static Collection<TableUse> read(Plan plan, boolean constants) {
        PlanReader reader = new PlanReader(constants);
        plan.nodes().forEach(reader::open);
        reader.readNode(plan.root(), true);
        return reader.uses.values();
    }

    private void open(PlanNode node) {
        PlanNode.Relation relation = node.relation();
        if (relation.exists() && !relation.schema().isEmpty() && !isSystem(relation.schema())) {
            uses.putIfAbsent(
                    IndexDefinition.quoted(relation.alias()),
                    new TableUse(relation.schema(), relation.name()));
        }
    }

    private static boolean isSystem(String schema) {
        return schema.startsWith("pg_") || schema.equals("information_schema");
    }

    private void readNode(PlanNode node, boolean isRoot) {
        boolean isScan = node.relation().exists() && !node.type().equals("ModifyTable");
        for (Map.Entry<String, Object> detail : node.details().entrySet()) {
            String name = detail.getKey();
            List<String> texts = texts(detail.getValue());
            if (CONDITIONS.contains(name)) {
                texts.forEach(conditions::read);
            } else if (ORDERS.contains(name)) {
                readOrder(texts);
            }
            // A scan under another node hands out all columns when that costs nothing.
            if (!(isScan && name.equals("Output") && !isRoot)) {
                texts.forEach(this::readColumns);
            }
            if (name.equals("Output")) {
                texts.forEach(this::readExtremes);
            }
        }
        node.children().forEach(child -> readNode(child, false));
    }

    private static List<String> texts(Object value) {
        List<String> texts = new ArrayList<>();
        if (value instanceof String text) {
            texts.add(text);
        } else if (value instanceof List<?> list) {
            list.stream()
                    .filter(String.class::isInstance)
                    .forEach(text -> texts.add((String) text));
        }
        return texts;
    }

    private void readColumns(String text) {
        Matcher matcher = COLUMN.matcher(text);
        while (matcher.find()) {
            TableUse use = uses.get(matcher.group(1));
            if (use != null) {
                use.needed.add(matcher.group(2));
            }
        }
    }

    private void readExtremes(String text) {
        Matcher matcher = EXTREME.matcher(text);
        while (matcher.find()) {
            readOrder(List.of(matcher.group(1)));
        }
    }

    /// The first keys of an order, as far as they are of one table.
    private void readOrder(List<String> texts) {
        Map<String, List<String>> keys = new HashMap<>();
        List<Boolean> descending = new ArrayList<>();
        String first = "";
        for (String text : texts) {
            Matcher matcher = ORDER_KEY.matcher(text.strip());
            if (!matcher.matches()) {
                return;
            }
            Conditions.Key key = conditions.key(matcher.group(1));
            if (key.alias().isEmpty() || !(first.isEmpty() || first.equals(key.alias()))) {
                break;
            }
            first = key.alias();
            boolean falls = matcher.group(2) != null;
            String nulls = matcher.group(3) == null ? "" : matcher.group(3);
            descending.add(falls && nulls.isEmpty());
            keys.computeIfAbsent(first, _ -> new ArrayList<>())
                    .add(key.sql() + (falls ? " DESC" : "") + nulls);
            if (descending.size() == MOST_ORDER_KEYS) {
                break;
            }
        }
        TableUse use = uses.get(first);
        List<String> order = keys.getOrDefault(first, List.of());
        if (use == null || order.isEmpty()) {
            return;
        }
        // Read backwards, an ascending index gives a descending order.
        boolean all = descending.stream().allMatch(falls -> falls);
        use.orders.add(
                all
                        ? order.stream()
                                .map(key -> key.substring(0, key.length() - " DESC".length()))
                                .toList()
                        : order);
    }
}
