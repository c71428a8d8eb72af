package io.headroom.postgres.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/// One step of a [Plan]. Immutable.
///
/// Actual figures are means over the node's loops, as PostgreSQL gives them: multiply by [#loops]
/// for sums, or use [#actualRowsInAll] and [#actualMillisInAll].
///
/// @param type the node's type as `EXPLAIN` names it: `Seq Scan`, `Hash Join`, `ModifyTable`
/// @param relation what the node reads or writes; [Relation#NONE] for a node that does neither
/// @param index the name of the index that the node uses, without schema; empty when none
/// @param startupCost the estimated cost until the first row, in the planner's units
/// @param totalCost the estimated cost of all rows, children included, for one loop
/// @param planRows the estimated rows of one loop
/// @param planWidth the estimated mean bytes of a row
/// @param actualRows the mean rows of a loop; NaN unless analysed
/// @param actualMillis the mean milliseconds of a loop until its last row, children included; NaN
///   unless analysed with timing
/// @param loops how often the node ran; 0 when it never did, or unless analysed
/// @param details all fields of the node but its children, by the names of `EXPLAIN`, in its order:
///   texts, numbers, booleans, and lists or maps of them
/// @param children the nodes that feed this one, in the order of execution's pull
public record PlanNode(
        String type,
        Relation relation,
        String index,
        double startupCost,
        double totalCost,
        double planRows,
        int planWidth,
        double actualRows,
        double actualMillis,
        long loops,
        Map<String, Object> details,
        List<PlanNode> children) {

    public PlanNode {
        details = Collections.unmodifiableMap(new LinkedHashMap<>(details));
        children = List.copyOf(children);
    }

    /// A table, index-only source, function or other range of rows.
    ///
    /// @param schema empty unless `EXPLAIN` was `VERBOSE`
    /// @param name without schema; empty for [#NONE]
    /// @param alias what the statement calls it; its name when it has no alias
    public record Relation(String schema, String name, String alias) {

        /// The relation of a node that has none.
        public static final Relation NONE = new Relation("", "", "");

        /// Whether this is a relation.
        public boolean exists() {
            return !name.isEmpty();
        }

        /// Schema and name as one text, unquoted; the name alone while the schema is unknown.
        public String qualifiedName() {
            return schema.isEmpty() ? name : schema + "." + name;
        }
    }

    static PlanNode read(JsonNode node) {
        Map<String, Object> details = new LinkedHashMap<>();
        List<PlanNode> children = new ArrayList<>();
        for (Map.Entry<String, JsonNode> field : node.properties()) {
            if (field.getKey().equals("Plans")) {
                field.getValue().forEach(child -> children.add(read(child)));
            } else if (!field.getValue().isNull()) {
                details.put(field.getKey(), plain(field.getValue()));
            }
        }
        return new PlanNode(
                node.path("Node Type").asString(""),
                relation(node),
                node.path("Index Name").asString(""),
                node.path("Startup Cost").asDouble(0),
                node.path("Total Cost").asDouble(0),
                node.path("Plan Rows").asDouble(0),
                node.path("Plan Width").asInt(0),
                node.path("Actual Rows").asDouble(Double.NaN),
                node.path("Actual Total Time").asDouble(Double.NaN),
                node.path("Actual Loops").asLong(0),
                details,
                children);
    }

    private static Relation relation(JsonNode node) {
        String name = node.path("Relation Name").asString("");
        if (name.isEmpty()) {
            return Relation.NONE;
        }
        return new Relation(
                node.path("Schema").asString(""), name, node.path("Alias").asString(name));
    }

    private static Object plain(JsonNode value) {
        if (value.isArray()) {
            List<Object> items = new ArrayList<>();
            value.forEach(item -> items.add(plain(item)));
            return Collections.unmodifiableList(items);
        }
        if (value.isObject()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            value.properties()
                    .forEach(field -> fields.put(field.getKey(), plain(field.getValue())));
            return Collections.unmodifiableMap(fields);
        }
        if (value.isNumber()) {
            return value.numberValue();
        }
        return value.isBoolean() ? (Object) value.booleanValue() : value.asString("");
    }

    /// This node and all below it, each before its children.
    public Stream<PlanNode> nodes() {
        return Stream.concat(Stream.of(this), children.stream().flatMap(PlanNode::nodes));
    }

    /// The detail of this name as text; empty when the node has none.
    public String text(String detail) {
        return String.valueOf(details.getOrDefault(detail, ""));
    }

    /// The detail of this name as a number; NaN when the node has none.
    public double number(String detail) {
        return details.get(detail) instanceof Number number ? number.doubleValue() : Double.NaN;
    }

    /// The detail of this name as texts, such as `Sort Key`; empty when the node has none.
    public List<String> texts(String detail) {
        return details.get(detail) instanceof List<?> items
                ? items.stream().map(String::valueOf).toList()
                : List.of();
    }

    /// Whether the node was part of an analysed plan.
    public boolean isAnalyzed() {
        return !Double.isNaN(actualRows);
    }

    /// The rows of all loops; NaN unless analysed.
    public double actualRowsInAll() {
        return actualRows * loops;
    }

    /// The milliseconds of all loops, children included; NaN unless analysed with timing. In a
    /// parallel part it sums what ran side by side.
    public double actualMillisInAll() {
        return actualMillis * loops;
    }

    String shape() {
        StringBuilder shape = new StringBuilder(type);
        for (String how :
                List.of("Operation", "Join Type", "Strategy", "Partial Mode", "Command")) {
            String value = text(how);
            if (!value.isEmpty() && !value.equals("Plain") && !value.equals("Simple")) {
                shape.append('[').append(value).append(']');
            }
        }
        if (relation.exists()) {
            shape.append('{').append(relation.name());
            shape.append(index.isEmpty() ? "}" : " by " + index + "}");
        } else if (!index.isEmpty()) {
            shape.append("{by ").append(index).append('}');
        }
        if (!children.isEmpty()) {
            shape.append(
                    children.stream()
                            .map(PlanNode::shape)
                            .collect(Collectors.joining(", ", "(", ")")));
        }
        return shape.toString();
    }
}
