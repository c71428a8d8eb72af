package io.headroom.spring.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.postgres.maintenance.MaintenanceWatch;
import io.headroom.postgres.statement.StatementWatch;
import io.headroom.postgres.statement.WatchStatus;
import io.headroom.postgres.statement.WorkloadStatement;
import io.headroom.spring.OperatorCheck;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/// A service of the starter on PostgreSQL whose statements are counted.
class StatementsIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String OPERATOR = "let-me-in";
    private static final String OPERATIONS = "/api/v1/performance";

    private static TestDatabase database;
    private static ConfigurableApplicationContext service;
    private static String base;

    @BeforeAll
    static void start() throws Exception {
        database = TestServers.newDatabase();
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(
                    """
                    CREATE EXTENSION pg_stat_statements;
                    CREATE TABLE items (id int PRIMARY KEY, name text);
                    INSERT INTO items SELECT i, 'item ' || i FROM generate_series(1, 20000) i;
                    ANALYZE items\
                    """);
        }
        service = run("--headroom.postgres.statements.free-sql.enabled=true");
        base = "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> "reading".equals(stats("").get("status").get("state").asString()));
        for (int i = 0; i < 20; i++) {
            send(request("/items/" + i));
            send(request("/slow"));
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> calls("WHERE name = $1") == 20 && calls("pg_sleep") == 20);
    }

    private static ConfigurableApplicationContext run(String more) {
        return SpringApplication.run(
                Service.class,
                "--server.port=0",
                "--spring.datasource.url=" + database.jdbcUrl(),
                "--spring.datasource.username=" + database.user(),
                "--spring.datasource.password=" + database.password(),
                "--headroom.postgres.statements.interval=200ms",
                "--headroom.postgres.maintenance.interval=1s",
                "--headroom.postgres.sessions.interval=500ms",
                "--management.endpoints.access.default=none",
                "--logging.level.root=off",
                more);
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    private static JsonNode find(String part) throws Exception {
        return StreamSupport.stream(stats("?limit=500").get("statements").spliterator(), false)
                .filter(each -> each.get("sql").asString().contains(part))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private static int calls(String part) throws Exception {
        return find(part).path("calls").asInt(0);
    }

    private static JsonNode stats(String query) throws Exception {
        return data(send(request(OPERATIONS + "/query-stats" + query)));
    }

    @Test
    void aStatementIsShownWithItsRoute() throws Exception {
        JsonNode found = find("WHERE name = $1");
        assertThat(found.get("endpoints").get(0).get("endpoint").asString())
                .isEqualTo("/items/{id}");
        assertThat(found.get("calls").asInt()).isEqualTo(20);
        JsonNode history = stats("?queryId=" + found.get("queryId").asString()).get("history");
        assertThat(history.get(0).get("calls").asInt()).isEqualTo(20);
    }

    @Test
    void nothingThatHeadroomAsksIsWorkload() {
        MaintenanceWatch maintenance = service.getBean(MaintenanceWatch.class);
        StatementWatch watch = service.getBean(StatementWatch.class);
        // Twice: what a first reading shows is only where counting begins.
        for (int i = 0; i < 2; i++) {
            Instant before = maintenance.last().inspection().at();
            await().atMost(Duration.ofSeconds(30))
                    .until(() -> maintenance.last().inspection().at().isAfter(before));
        }
        WatchStatus seen = watch.status();
        await().until(() -> !watch.status().equals(seen));
        assertThat(watch.statements())
                .extracting(WorkloadStatement::sql)
                .isNotEmpty()
                .allMatch(sql -> sql.contains("items") || sql.contains("pg_sleep"));
    }

    @Test
    void slowStatementsAreListedByThreshold() throws Exception {
        for (String path : List.of(OPERATIONS + "/slow-queries", "/metrics/slow-queries")) {
            JsonNode slow = data(send(request(path + "?threshold=20")));
            assertThat(slow.get("statements").toString()).contains("pg_sleep");
            assertThat(data(send(request(path + "?threshold=1000"))).get("count").asInt()).isZero();
        }
        assertThat(send(request(OPERATIONS + "/slow-queries?threshold=-1")).statusCode())
                .isEqualTo(400);
        assertThat(send(request(OPERATIONS + "/slow-queries?threshold=much")).statusCode())
                .isEqualTo(400);
    }

    @Test
    void answersFromMemoryAreQuick() throws Exception {
        for (String call : List.of("/slow-queries?threshold=100", "/query-stats")) {
            send(request(OPERATIONS + call));
            long start = System.nanoTime();
            send(request(OPERATIONS + call));
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofMillis(100));
        }
    }

    @Test
    void aPlanByIdentifierShowsSharesAndWarningsButNoValues() throws Exception {
        String id = find("WHERE name = $1").get("queryId").asString();

        JsonNode plan = data(send(post("{\"queryId\":\"" + id + "\"}")));
        assertThat(plan.get("basis").asString()).isEqualTo("sampled");
        assertThat(plan.get("text").asString()).contains("Seq Scan on items", "cost 100 %");
        assertThat(plan.get("warnings").toString()).contains("SEQUENTIAL_SCAN", "FILTER_DISCARDS");
        assertThat(plan.toString()).doesNotContain("item 1");

        String analyze = "{\"queryId\":\"" + id + "\",\"analyze\":true}";
        assertThat(send(post(analyze)).statusCode()).isEqualTo(401);
        JsonNode analyzed = data(send(asOperator(post(analyze))));
        assertThat(analyzed.get("executionMillis").asDouble()).isPositive();
        assertThat(analyzed.get("tree").get("actualRows").asDouble()).isLessThanOrEqualTo(1);
        assertThat(send(post("{\"queryId\":\"1\"}")).statusCode()).isEqualTo(404);
        assertThat(send(post("{}")).statusCode()).isEqualTo(400);
    }

    @Test
    void freeSqlIsForOperatorsAndTellsNoErrorsText() throws Exception {
        String query = "{\"query\":\"SELECT * FROM items WHERE id = 7\"}";
        assertThat(send(post(query)).statusCode()).isEqualTo(401);
        JsonNode plan = data(send(asOperator(post(query))));
        assertThat(plan.get("basis").asString()).isEqualTo("given");
        assertThat(plan.get("text").asString()).contains("Index Scan using items_pkey");

        HttpResponse<String> refused = send(asOperator(post("{\"query\":\"SELECT pg_sleep(1)\"}")));
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("pg_sleep");
        HttpResponse<String> failed =
                send(asOperator(post("{\"query\":\"SELECT nothing FROM items\"}")));
        assertThat(failed.statusCode()).isEqualTo(422);
        assertThat(JSON.readTree(failed.body()).get("sqlState").asString()).isEqualTo("42703");
        assertThat(JSON.readTree(failed.body()).get("position").asInt()).isEqualTo(8);
        assertThat(failed.body()).doesNotContain("does not exist");
        HttpResponse<String> limited = refused;
        for (int i = 0; i < 12; i++) {
            limited = send(asOperator(post(query)));
        }
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 10L);
    }

    @Test
    void freeSqlIsOffByDefault() throws Exception {
        try (ConfigurableApplicationContext plain = run("--spring.main.banner-mode=off")) {
            String port = plain.getEnvironment().getProperty("local.server.port");
            HttpRequest.Builder asked =
                    post("{\"query\":\"SELECT 1\"}")
                            .uri(
                                    URI.create(
                                            "http://127.0.0.1:"
                                                    + port
                                                    + OPERATIONS
                                                    + "/query-plan"));
            assertThat(send(asOperator(asked)).statusCode()).isEqualTo(403);
        }
    }

    @Test
    void readingFromElsewhereNeedsTheOperator() throws Exception {
        for (String path : List.of("/slow-queries", "/query-stats")) {
            HttpRequest.Builder request =
                    request(OPERATIONS + path).header("X-Forwarded-For", "203.0.113.7");
            assertThat(send(request).statusCode()).isEqualTo(401);
            assertThat(send(asOperator(request)).statusCode()).isEqualTo(200);
        }
    }

    @Test
    void theMetersHaveTheirNames() throws Exception {
        assertThat(send(request("/metrics")).body())
                .contains(
                        "headroom_statement_calls_total",
                        "headroom_statement_seconds_total",
                        "headroom_statement_resets_total",
                        "headroom_statement_tracked",
                        "headroom_statement_drifting",
                        "headroom_statement_plan_changes",
                        "headroom_statement_slow{threshold=\"slow\"}",
                        "headroom_statement_slow{threshold=\"very_slow\"}",
                        "headroom_statement_watch_up 1.0",
                        "headroom_statement_watch_seconds",
                        "headroom_statement_free_sql_total{verdict=\"rate_limited\"}");
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path));
    }

    private static HttpRequest.Builder post(String body) {
        return request(OPERATIONS + "/query-plan")
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }

    private static HttpRequest.Builder asOperator(HttpRequest.Builder request) {
        return request.header("X-Operator", OPERATOR);
    }

    private static HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static JsonNode data(HttpResponse<String> response) throws Exception {
        assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
        JsonNode answer = JSON.readTree(response.body());
        assertThat(answer.get("success").asBoolean()).isTrue();
        return answer.get("data");
    }

    @EnableAutoConfiguration
    @RestController
    static class Service {

        private final JdbcClient jdbc;

        Service(JdbcClient jdbc) {
            this.jdbc = jdbc;
        }

        @Bean
        static OperatorCheck operators() {
            return request -> OPERATOR.equals(request.getHeader("X-Operator"));
        }

        @GetMapping("/items/{id}")
        int item(@PathVariable int id) {
            return jdbc.sql("SELECT id FROM items WHERE name = ?")
                    .param("item " + id)
                    .query(Integer.class)
                    .list()
                    .size();
        }

        @GetMapping("/slow")
        String slow() {
            return jdbc.sql("SELECT 'slept' FROM pg_sleep(0.03)").query(String.class).single();
        }
    }
}
