package io.headroom.http.pages;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// PostgreSQL reads every page as ranges of an index, whatever the directions and nulls.
class PagedQueryIndexesIT {

    private static final int ROWS = 200_000;
    private static final int LIMIT = 24;
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final TestDatabase DATABASE = TestServers.newDatabase();

    /// Five stars for 200,000 rows: whoever reads ties in vain reads tens of thousands.
    private static final PagedQuery<Long> RATED =
            PagedQuery.named("rated")
                    .select(
                            """
                            SELECT r.id, r.stars, r.score, r.price, s.name AS shop
                            FROM rated r JOIN shop s ON s.id = r.shop_id
                            WHERE r.listed\
                            """)
                    .filter("shop", "shop = :shop")
                    .sorts(
                            SortField.of("stars", SortKey.Type.LONG),
                            SortField.of("price", SortKey.Type.LONG),
                            SortField.of("score", SortKey.Type.LONG).nullsLast(),
                            SortField.of("scoreFirst", "score", SortKey.Type.LONG).nullsFirst(),
                            SortField.of("scoreLargest", "score", SortKey.Type.LONG).nullsLargest())
                    .unique("id", SortKey.Type.LONG)
                    .offsetPages(ROWS)
                    .signedBy(new SignedCursor(new byte[32]))
                    .rows(row -> row.getLong("id"));

    @BeforeAll
    static void fill() throws SQLException {
        try (Connection connection = DATABASE.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE TABLE shop (id int PRIMARY KEY, name text NOT NULL);
                    INSERT INTO shop SELECT n, 'shop ' || n FROM generate_series(1, 50) n;
                    CREATE TABLE rated (
                        id bigint PRIMARY KEY, shop_id int NOT NULL REFERENCES shop, stars int NOT NULL,
                        price int NOT NULL, score int, listed boolean NOT NULL,
                        filler text NOT NULL DEFAULT repeat('x', 100));
                    SELECT setseed(0.17);
                    INSERT INTO rated
                    SELECT n, 1 + n % 50, 1 + (random() * 4)::int, (random() * 1000)::int,
                        CASE WHEN random() < 0.6 THEN 1 + (random() * 4)::int END, true
                    FROM generate_series(1, 200000) n;
                    CREATE INDEX by_stars ON rated (stars, id) WHERE listed;
                    CREATE INDEX by_stars_price ON rated (stars DESC, price, id) WHERE listed;
                    CREATE INDEX by_score_first ON rated (score NULLS FIRST, id) WHERE listed;
                    CREATE INDEX by_score ON rated (score, price DESC, id DESC) WHERE listed
                    """);
            statement.execute("VACUUM ANALYZE");
        }
    }

    @AfterAll
    static void drop() {
        DATABASE.close();
    }

    @ParameterizedTest
    @CsvSource({
        "stars, by_stars",
        "-stars, by_stars",
        "'-stars,price', by_stars_price",
        "'stars,-price', by_stars_price",
        "-score, by_score_first",
        "scoreFirst, by_score_first",
        "'scoreLargest,-price', by_score",
        "'-scoreLargest,price', by_score"
    })
    void aPageAnywhereIsAFewRangesOfItsIndex(String sort, String index) throws SQLException {
        PageRequest request = PageRequest.first().sortedBy(sort).withLimit(LIMIT);
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            SqlRunner runner = SqlRunner.on(connection);
            JsonNode first = plan(RATED.read(request), runner);
            assertThat(indexesOf(first)).as(first.toPrettyString()).contains(index);
            for (int row : List.of(ROWS / 4, ROWS / 2, ROWS * 9 / 10)) {
                // Found by an offset, which takes its time.
                PageInfo there = RATED.page(request.atPage(row / LIMIT), runner).page();
                for (String cursor : Arrays.asList(there.next(), there.previous())) {
                    JsonNode deep = plan(RATED.read(request.at(cursor)), runner);
                    assertThat(indexesOf(deep))
                            .as("%s at %s: %s", sort, row, deep.toPrettyString())
                            .contains(index)
                            .isSubsetOf(index, "rated_pkey", "shop_pkey");
                    assertThat(rowsRead(deep))
                            .as("rows read by %s at %s: %s", sort, row, deep.toPrettyString())
                            .isLessThanOrEqualTo(10 * (LIMIT + 1));
                    assertThat(buffers(deep))
                            .as("buffers by %s at %s: %s", sort, row, deep.toPrettyString())
                            .isLessThanOrEqualTo(3 * buffers(first) + 20);
                }
            }
        }
    }

    @Test
    void whatNobodyAsksForIsNotRead() throws SQLException {
        PagedQuery<?> fields =
                PagedQuery.named("narrow")
                        .select(
                                """
                                SELECT id, stars,
                                    (SELECT count(*) FROM rated o WHERE o.shop_id = r.shop_id) AS dear
                                FROM rated r WHERE listed\
                                """)
                        .sorts(SortField.of("stars", SortKey.Type.LONG))
                        .unique("id", SortKey.Type.LONG)
                        .signedBy(new SignedCursor(new byte[32]))
                        .fields("id", "stars", "dear");
        try (Connection connection = DATABASE.dataSource().getConnection()) {
            JsonNode plan =
                    plan(
                            fields.read(
                                    PageRequest.first()
                                            .sortedBy("stars")
                                            .withFields("id", "stars")),
                            SqlRunner.on(connection));
            assertThat(nodes(plan))
                    .extracting(node -> node.path("Node Type").asString())
                    .contains("Index Only Scan")
                    .doesNotContain("Aggregate", "Seq Scan");
        }
    }

    private static JsonNode plan(PageRead<?> read, SqlRunner runner) {
        SqlStatement statement = read.statement();
        StringBuilder plan = new StringBuilder();
        runner.run(
                "EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) " + statement.text(),
                statement.parameters(),
                row -> plan.append(row.getString(1)));
        return JSON.readTree(plan.toString()).path(0).path("Plan");
    }

    private static Set<String> indexesOf(JsonNode plan) {
        Set<String> indexes = new TreeSet<>();
        for (JsonNode node : nodes(plan)) {
            String index = node.path("Index Name").asString("");
            if (!index.isEmpty()) {
                indexes.add(index);
            }
        }
        return indexes;
    }

    private static long rowsRead(JsonNode plan) {
        return nodes(plan).stream()
                .filter(node -> node.path("Relation Name").asString("").equals("rated"))
                .mapToLong(node ->
                        Math.round(
                                (node.path("Actual Rows").asDouble()
                                                + node.path("Rows Removed by Filter").asDouble(0))
                                        * node.path("Actual Loops").asDouble()))
                .sum();
    }

    private static long buffers(JsonNode plan) {
        return plan.path("Shared Hit Blocks").asLong() + plan.path("Shared Read Blocks").asLong();
    }

    private static List<JsonNode> nodes(JsonNode plan) {
        List<JsonNode> nodes = new ArrayList<>(List.of(plan));
        for (JsonNode child : plan.path("Plans")) {
            nodes.addAll(nodes(child));
        }
        return nodes;
    }
}
