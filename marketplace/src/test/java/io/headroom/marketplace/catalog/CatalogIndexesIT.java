package io.headroom.marketplace.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.http.pages.PageInfo;
import io.headroom.http.pages.PageRead;
import io.headroom.http.pages.SqlStatement;
import io.headroom.marketplace.catalog.ItemQuery.Filters;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The planner uses every index of the catalogue for a statement that the repositories run.
class CatalogIndexesIT {

    private static final int ROWS = 60_000;

    /// PostgreSQL's default of `jit_above_cost`.
    private static final double JIT_ABOVE_COST = 100_000;

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final CatalogDatabase DATABASE = CatalogDatabase.empty();
    private static final ItemPages PAGES = CatalogDatabase.pages();

    @BeforeAll
    static void fill() {
        DATABASE.addVolume(ROWS);
    }

    @AfterAll
    static void drop() {
        DATABASE.close();
    }

    private static Filters category(String slug) {
        return new Filters(slug, null, null, null, null, false);
    }

    private static final Filters BRAND = new Filters(null, "brand-7", null, null, null, false);
    private static final Filters BRAND_IN_CATEGORY =
            new Filters("a3", "brand-7", null, null, null, false);
    private static final Filters MERCHANT = new Filters(null, null, 7, null, null, false);
    private static final Filters PRICE_RANGE =
            new Filters(null, null, null, new BigDecimal("10"), new BigDecimal("12.50"), true);

    /// Each index with the question that needs it.
    static Stream<Arguments> pages() {
        return Stream.of(
                Arguments.of("item_by_created", Filters.NONE, "created", Language.EN),
                Arguments.of("item_by_price", Filters.NONE, "price", Language.EN),
                Arguments.of("item_by_price", PRICE_RANGE, "price", Language.EN),
                Arguments.of("item_by_name_en", Filters.NONE, "name", Language.EN),
                Arguments.of("item_by_name_es", Filters.NONE, "name", Language.ES),
                Arguments.of("item_by_popularity", Filters.NONE, "popularity", Language.EN),
                Arguments.of("item_by_rating", Filters.NONE, "rating", Language.EN),
                Arguments.of("item_category1_by_created", category("a3"), "created", Language.EN),
                Arguments.of("item_category1_by_price", category("a3"), "price", Language.EN),
                Arguments.of(
                        "item_category1_by_popularity", category("a3"), "popularity", Language.EN),
                Arguments.of("item_category2_by_created", category("b7"), "created", Language.EN),
                Arguments.of("item_category2_by_price", category("b7"), "price", Language.EN),
                Arguments.of(
                        "item_category2_by_popularity", category("b7"), "popularity", Language.EN),
                Arguments.of("item_category3_by_created", category("c9"), "created", Language.EN),
                Arguments.of("item_category3_by_price", category("c9"), "price", Language.EN),
                Arguments.of(
                        "item_category3_by_popularity", category("c9"), "popularity", Language.EN),
                Arguments.of("item_brand_by_created", BRAND, "created", Language.EN),
                Arguments.of(
                        "item_brand_category1_by_created",
                        BRAND_IN_CATEGORY,
                        "created",
                        Language.EN),
                Arguments.of("item_merchant_by_created", MERCHANT, "created", Language.EN));
    }

    @ParameterizedTest(name = "{0}: {1} by {2}")
    @MethodSource("pages")
    void aPageIsARangeOfItsIndexInBothOrdersAndDirections(
            String index, Filters filters, String sort, Language language) {
        for (String order : List.of(sort, "-" + sort)) {
            ItemQuery query = query(filters, order, language, 24);
            for (String cursor : cursors(query)) {
                SqlStatement statement = read(query, cursor).statement();
                JsonNode plan = explain("", statement.text(), statement.parameters());
                assertThat(indexesOn(plan))
                        .as("%s from %s: %s", order, cursor, plan.toPrettyString())
                        .containsExactly(index);
                // A few rows next to an end may be sorted after all; a beginning never is.
                if (cursor == null) {
                    assertThat(nodeTypes(plan)).as(plan.toPrettyString()).doesNotContain("Sort");
                }
            }
        }
    }

    @Test
    void theCountsOfCategoriesComeFromTheIndexAlone() {
        JsonNode plan = explain("", CategoryRepository.COUNTS, Map.of());
        assertThat(indexesOn(plan))
                .as(plan.toPrettyString())
                .containsExactly("item_by_category_tree");
        assertThat(nodeTypes(plan)).contains("Index Only Scan");
    }

    /// One transaction wrote all rows here, as after a load of the catalogue.
    @Test
    void followersReadOnlyWhatChangedAndNoServerCompilesForIt() {
        for (String sql : List.of(ItemFeed.CHANGED, ItemFeed.ANY_CHANGED)) {
            for (String mark :
                    List.of("4000000000:4000000100:", "4000000000:4000000100:4000000000")) {
                JsonNode plan = explain("ANALYZE, ", sql, Map.of("mark", mark));
                assertThat(indexesOn(plan))
                        .as(plan.toPrettyString())
                        .contains("item_changed_in")
                        .isSubsetOf("item_changed_in", "item_pkey");
                assertThat(nodes(plan))
                        .noneMatch(node ->
                                node.path("Node Type").asString("").equals("Seq Scan")
                                        && node.path("Relation Name").asString("").equals("item"));
                assertThat(plan.path("Total Cost").asDouble()).isLessThan(JIT_ABOVE_COST);
            }
        }
    }

    @Test
    void everyIndexOfItemsIsNeededByAQuestion() {
        Set<String> needed = new TreeSet<>(Set.of("item_by_category_tree", "item_changed_in"));
        pages().forEach(arguments -> needed.add((String) arguments.get()[0]));
        List<@Nullable String> existing =
                DATABASE.jdbc()
                        .sql(
                                """
                                SELECT c.relname FROM pg_index x JOIN pg_class c ON c.oid = x.indexrelid
                                WHERE x.indrelid = 'item'::regclass AND NOT x.indisunique
                                """)
                        .query(String.class)
                        .list();
        assertThat(existing)
                .containsExactlyInAnyOrderElementsOf(new ArrayList<@Nullable String>(needed));
    }

    @Test
    void aPageAtDepth40000ReadsAboutAsMuchAsTheFirst() {
        for (String sort : List.of("-created", "price", "name", "-popularity", "-rating")) {
            ItemQuery query = query(Filters.NONE, sort, Language.EN, 100);
            long first = buffers(query, null);
            long deep = buffers(query, cursorAt(40_000, query));
            assertThat(deep)
                    .as("buffers at the depth of 40,000 by %s", sort)
                    .isBetween(first / 2, first * 3 / 2);
        }
    }

    private static ItemQuery query(Filters filters, String sort, Language language, int limit) {
        return new ItemQuery(
                filters, ItemSort.of(sort).orElseThrow(), language, limit, null, false);
    }

    private static CategoryTree.@Nullable Place place(ItemQuery query) {
        String slug = query.filters().category();
        return slug == null
                ? null
                : new CategoryRepository(DATABASE.jdbc()).tree().find(slug).orElseThrow();
    }

    private static PageRead<Long> read(ItemQuery query, @Nullable String cursor) {
        ItemQuery there =
                new ItemQuery(
                        query.filters(),
                        query.sort(),
                        query.language(),
                        query.limit(),
                        cursor,
                        false);
        return PAGES.read(there, place(query));
    }

    /// The beginning, the second page, and back to the first.
    private static List<@Nullable String> cursors(ItemQuery query) {
        List<@Nullable String> cursors = new ArrayList<>();
        cursors.add(null);
        String next = page(query, null).next();
        cursors.add(next);
        if (next != null) {
            cursors.add(page(query, next).previous());
        }
        return cursors;
    }

    private static PageInfo page(ItemQuery query, @Nullable String cursor) {
        return DATABASE.items().page(read(query, cursor)).page();
    }

    private static String cursorAt(int row, ItemQuery query) {
        String cursor = null;
        for (int passed = 0; passed < row; passed += query.limit()) {
            cursor = Objects.requireNonNull(page(query, cursor).next());
        }
        return Objects.requireNonNull(cursor);
    }

    private static long buffers(ItemQuery query, @Nullable String cursor) {
        SqlStatement statement = read(query, cursor).statement();
        JsonNode plan = explain("ANALYZE, BUFFERS, ", statement.text(), statement.parameters());
        return plan.path("Shared Hit Blocks").asLong() + plan.path("Shared Read Blocks").asLong();
    }

    private static JsonNode explain(String options, String sql, Map<String, ?> parameters) {
        String plan =
                DATABASE.jdbc()
                        .sql("EXPLAIN (" + options + "FORMAT JSON) " + sql)
                        .params(parameters)
                        .query(String.class)
                        .single();
        return JSON.readTree(plan).path(0).path("Plan");
    }

    private static Set<String> indexesOn(JsonNode plan) {
        Set<String> indexes = new TreeSet<>();
        for (JsonNode node : nodes(plan)) {
            String index = node.path("Index Name").asString("");
            if (index.startsWith("item_")) {
                indexes.add(index);
            }
        }
        return indexes;
    }

    private static Set<String> nodeTypes(JsonNode plan) {
        Set<String> types = new TreeSet<>();
        nodes(plan).forEach(node -> types.add(node.path("Node Type").asString("")));
        return types;
    }

    private static List<JsonNode> nodes(JsonNode plan) {
        List<JsonNode> nodes = new ArrayList<>(List.of(plan));
        for (JsonNode child : plan.path("Plans")) {
            // What is looked up for each row of the result does not find or order the rows.
            if (!child.path("Parent Relationship").asString("").equals("SubPlan")) {
                nodes.addAll(nodes(child));
            }
        }
        return nodes;
    }
}
