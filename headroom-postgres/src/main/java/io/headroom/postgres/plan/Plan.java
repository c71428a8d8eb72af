package io.headroom.postgres.plan;

import java.util.List;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// How PostgreSQL runs one statement, as `EXPLAIN` told.
///
/// @param root the node that gives the statement's result
/// @param queryId the statement's identifier as in `pg_stat_statements.queryid`, a signed decimal;
///   empty when unknown: it takes PostgreSQL 14, `EXPLAIN (VERBOSE)` and `compute_query_id`
/// @param planningMillis what planning took; NaN unless asked for by `SUMMARY` or `ANALYZE`
/// @param executionMillis what the execution took; NaN unless analysed
public record Plan(PlanNode root, String queryId, double planningMillis, double executionMillis) {

    private static final JsonMapper JSON = JsonMapper.shared();

    /// Reads the answer of `EXPLAIN (FORMAT JSON)` in any of its options. Fields that only newer
    /// servers give are kept in the nodes' details.
    ///
    /// @param explainJson the answer's only column: an array of one object, or that object
    /// @throws IllegalArgumentException when the text is no such answer
    public static Plan parse(String explainJson) {
        JsonNode answer;
        try {
            answer = JSON.readTree(explainJson);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("not an answer of EXPLAIN (FORMAT JSON)", e);
        }
        if (answer.isArray() && answer.size() > 0) {
            answer = answer.get(0);
        }
        JsonNode root = answer.path("Plan");
        if (!root.isObject()) {
            throw new IllegalArgumentException(
                    "an answer of EXPLAIN (FORMAT JSON) must hold a Plan; a utility statement has none");
        }
        return new Plan(
                PlanNode.read(root),
                answer.path("Query Identifier").asString(""),
                answer.path("Planning Time").asDouble(Double.NaN),
                answer.path("Execution Time").asDouble(Double.NaN));
    }

    /// The planner's estimate for the whole statement, in its cost units.
    public double totalCost() {
        return root.totalCost();
    }

    /// Whether the statement was executed to learn actual rows and times.
    public boolean isAnalyzed() {
        return !Double.isNaN(executionMillis);
    }

    /// All nodes, each before its children.
    public Stream<PlanNode> nodes() {
        return root.nodes();
    }

    /// What the plan does, without figures and values: two plans of the same shape read the same
    /// relations by the same ways in the same order. For example `Nested Loop[Inner](Seq
    /// Scan{orders}, Index Scan{items by items_pkey})`.
    public String shape() {
        return root.shape();
    }

    /// The relations that are read or written, each once.
    public List<PlanNode.Relation> relations() {
        return nodes().map(PlanNode::relation)
                .filter(PlanNode.Relation::exists)
                .distinct()
                .toList();
    }
}
