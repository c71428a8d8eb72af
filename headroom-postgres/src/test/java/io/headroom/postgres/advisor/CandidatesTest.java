package io.headroom.postgres.advisor;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.postgres.plan.Plan;
import java.util.List;
import org.junit.jupiter.api.Test;

class CandidatesTest {

    private static final AdvisorOptions NARROW = AdvisorOptions.defaults().withWidth(3, 0);

    @Test
    void equalityComesBeforeTheRange() {
        assertThat(
                        keys(
                                scan(
                                        "((o.customer_id = 12) AND (o.placed_on >= '2026-01-01'::date))",
                                        "\"o.id\"")))
                .contains(
                        List.of("customer_id"),
                        List.of("placed_on"),
                        List.of("customer_id", "placed_on"))
                .doesNotContain(List.of("placed_on", "customer_id"));
    }

    @Test
    void noKeyFollowsARange() {
        assertThat(keys(scan("((o.a > 1) AND (o.b > 2))", "\"o.id\"")))
                .containsExactlyInAnyOrder(List.of("a"), List.of("b"));
    }

    @Test
    void listsOfValuesAndAlternativesAreEquality() {
        assertThat(
                        keys(
                                scan(
                                        "((o.a = ANY ('{1,2}'::integer[])) AND ((o.b = 1) OR (o.b = 2)))",
                                        "")))
                .contains(List.of("a", "b"), List.of("b", "a"));
    }

    @Test
    void alternativesOnSeveralColumnsServeNone() {
        assertThat(keys(scan("((o.a = 1) OR (o.b = 2))", ""))).isEmpty();
    }

    @Test
    void expressionsAreKeysWhereTheyAreSeen() {
        assertThat(keys(scan("(lower((o.email)::text) = 'x'::text)", "")))
                .containsExactly(List.of("lower((email)::text)"));
        assertThat(keys(scan("((o.attributes ->> 'size'::text) = 'XL'::text)", "")))
                .containsExactly(List.of("(attributes ->> 'size'::text)"));
    }

    @Test
    void textsThatAreCastToTextAreColumns() {
        assertThat(keys(scan("((o.name)::text = 'x'::text)", ""))).containsExactly(List.of("name"));
    }

    @Test
    void quotedNamesStayQuoted() {
        String plan =
                """
                {"Plan": {"Node Type": "Seq Scan", "Relation Name": "Order", "Schema": "public",
                 "Alias": "Order", "Output": [], "Filter": "(\\"Order\\".\\"Id\\" = 4)"}}
                """;
        assertThat(Candidates.of(Plan.parse(plan), true, NARROW))
                .containsExactly(IndexDefinition.btree("public", "Order", "\"Id\""));
    }

    @Test
    void columnsComparedWithColumnsOfTheSameTableServeNone() {
        assertThat(keys(scan("(o.committed_on < o.received_on)", ""))).isEmpty();
    }

    @Test
    void subqueriesAreNoValues() {
        assertThat(
                        keys(
                                scan(
                                        "((o.a = (SubPlan 1)) AND (ANY (o.b = (hashed SubPlan 2).col1)))",
                                        "")))
                .isEmpty();
        assertThat(keys(scan("(o.total = (InitPlan 1).col1)", "")))
                .containsExactly(List.of("total"));
    }

    @Test
    void littleThatIsReadBesideIsCarried() {
        assertThat(
                        Candidates.of(
                                Plan.parse(scan("(o.customer_id = 12)", "\"sum(o.amount)\"")),
                                true,
                                AdvisorOptions.defaults()))
                .contains(
                        new IndexDefinition(
                                "public",
                                "orders",
                                List.of("customer_id"),
                                List.of("amount"),
                                "",
                                "btree"));
    }

    @Test
    void flagsAndNullsMakePartialIndexes() {
        assertThat(
                        Candidates.of(
                                Plan.parse(
                                        scan(
                                                "((o.deleted_at IS NULL) AND o.open AND (o.customer_id = 1))",
                                                "")),
                                false,
                                NARROW))
                .contains(
                        partial("customer_id", "deleted_at IS NULL"),
                        partial("customer_id", "open"));
    }

    @Test
    void allFlagsAndNullsTogetherMakeThePartialIndexOfAList() {
        String list =
                """
                {"Plan": {"Node Type": "Sort", "Sort Key": ["o.rating DESC", "o.id DESC"], "Output": ["o.id"],
                 "Plans": [
                  {"Node Type": "Seq Scan", "Relation Name": "orders", "Schema": "public", "Alias": "o",
                   "Filter": "(o.active AND (o.deleted_at IS NULL))"}]}}
                """;
        List<IndexDefinition> candidates = Candidates.of(Plan.parse(list), false, NARROW);
        assertThat(candidates)
                .contains(
                        new IndexDefinition(
                                "public",
                                "orders",
                                List.of("rating", "id"),
                                List.of(),
                                "active AND deleted_at IS NULL",
                                "btree"));
        assertThat(candidates)
                .as("a flag leads nothing")
                .filteredOn(index -> index.keys().size() > 1)
                .allMatch(index -> index.keys().equals(List.of("rating", "id")));
    }

    @Test
    void aFlagAloneIsAKey() {
        assertThat(keys(scan("o.open", ""))).containsExactly(List.of("open"));
    }

    @Test
    void valuesOfOneCallMakeNoPartialIndex() {
        String plan = scan("((o.state = 'open'::text) AND (o.customer_id = 1))", "");
        assertThat(Candidates.of(Plan.parse(plan), false, NARROW))
                .noneMatch(index -> !index.predicate().isEmpty());
        assertThat(Candidates.of(Plan.parse(plan), true, NARROW))
                .contains(partial("customer_id", "state = 'open'::text"));
    }

    @Test
    void joinsGiveKeysToBothSides() {
        String plan =
                """
                {"Plan": {"Node Type": "Hash Join", "Hash Cond": "(o.customer_id = c.id)", "Output": ["c.city"],
                 "Plans": [
                  {"Node Type": "Seq Scan", "Relation Name": "orders", "Schema": "public", "Alias": "o"},
                  {"Node Type": "Seq Scan", "Relation Name": "customer", "Schema": "public", "Alias": "c",
                   "Filter": "(c.city = 'x'::text)"}]}}
                """;
        assertThat(keys(plan))
                .contains(
                        List.of("customer_id"),
                        List.of("id"),
                        List.of("city"),
                        List.of("city", "id"),
                        List.of("id", "city"));
    }

    @Test
    void anOrderFollowsEqualityAndIsReadBackwardsToo() {
        String plan =
                """
                {"Plan": {"Node Type": "Sort", "Sort Key": ["o.placed_on DESC", "o.id DESC"], "Output": ["o.id"],
                 "Plans": [
                  {"Node Type": "Seq Scan", "Relation Name": "orders", "Schema": "public", "Alias": "o",
                   "Filter": "(o.customer_id = 1)"}]}}
                """;
        assertThat(keys(plan))
                .contains(
                        List.of("customer_id", "placed_on", "id"),
                        List.of("placed_on", "id"),
                        List.of("placed_on"));
    }

    @Test
    void patternsInTheMiddleAndContainmentAreForOtherMethods() {
        TableUse use =
                PlanReader.read(
                                Plan.parse(
                                        scan(
                                                "((o.title ~~* '%lamp%'::text) AND (o.attributes @> '{\\\"a\\\": 1}'::jsonb))",
                                                "")),
                                true)
                        .iterator()
                        .next();
        assertThat(use.byRule)
                .extracting(index -> index.method() + " " + index.keys())
                .containsExactlyInAnyOrder("gin [title gin_trgm_ops]", "gin [attributes]");
        assertThat(use.equal).isEmpty();
    }

    @Test
    void aPrefixOfAWiderIndexIsCovered() {
        IndexDefinition narrow = IndexDefinition.btree("public", "orders", "a");
        IndexDefinition wide = IndexDefinition.btree("public", "orders", "a", "b");
        assertThat(narrow.isCoveredBy(wide)).isTrue();
        assertThat(wide.isCoveredBy(narrow)).isFalse();
        assertThat(narrow.isCoveredBy(partial("a", "open"))).isFalse();
    }

    @Test
    void namesTellDefinitionsApartAndFit() {
        assertThat(IndexDefinition.btree("public", "orders", "a", "b").name())
                .isEqualTo("orders_a_b_idx");
        assertThat(partial("a", "open").name())
                .isNotEqualTo(partial("a", "NOT open").name())
                .startsWith("orders_a_");
        assertThat(IndexDefinition.btree("public", "t".repeat(60), "c".repeat(40)).name())
                .hasSize(63);
        assertThat(IndexDefinition.btree("public", "Order", "a").createSql(true))
                .isEqualTo(
                        "CREATE INDEX CONCURRENTLY order_a_idx ON public.\"Order\" USING btree (a)");
    }

    private static IndexDefinition partial(String key, String predicate) {
        return new IndexDefinition("public", "orders", List.of(key), List.of(), predicate, "btree");
    }

    private static List<List<String>> keys(String plan) {
        return Candidates.of(Plan.parse(plan), true, NARROW).stream()
                .filter(index -> index.predicate().isEmpty())
                .map(IndexDefinition::keys)
                .toList();
    }

    private static String scan(String filter, String output) {
        return """
        {"Plan": {"Node Type": "Seq Scan", "Relation Name": "orders", "Schema": "public", "Alias": "o",
         "Output": [%s], "Filter": "%s"}}
        """
                .formatted(output, filter);
    }
}
