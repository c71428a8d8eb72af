package io.headroom.spring.database;

import static io.headroom.spring.running.Answers.data;
import static io.headroom.spring.running.Answers.json;
import static io.headroom.spring.running.RunningService.OPERATIONS;
import static io.headroom.spring.running.RunningService.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.postgres.maintenance.MaintenanceWatch;
import io.headroom.postgres.statement.StatementWatch;
import io.headroom.postgres.statement.WatchStatus;
import io.headroom.postgres.statement.WorkloadStatement;
import io.headroom.spring.OperatorCheck;
import io.headroom.spring.running.RunningService;
import io.headroom.spring.running.Sql;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// A service of the starter on PostgreSQL whose statements are counted.
class StatementsIT {

    private static final String[] AS_OPERATOR = {"X-Operator", OPERATOR};

    private static TestDatabase database;
    private static RunningService service;

    @BeforeAll
    static void start() throws Exception {
        database = TestServers.newDatabase();
        Sql.execute(
                database.dataSource(),
                """
                CREATE EXTENSION pg_stat_statements;
                CREATE TABLE items (id int PRIMARY KEY, name text);
                INSERT INTO items SELECT i, 'item ' || i FROM generate_series(1, 20000) i;
                ANALYZE items\
                """);
        service = run("--headroom.postgres.statements.free-sql.enabled=true");
        await().atMost(Duration.ofSeconds(20))
                .until(() -> "reading".equals(stats("").get("status").get("state").asString()));
        for (int i = 0; i < 20; i++) {
            service.get("/items/" + i);
            service.get("/slow");
        }
        await().atMost(Duration.ofSeconds(20))
                .until(() -> calls("WHERE name = $1") == 20 && calls("pg_sleep") == 20);
    }

    private static RunningService run(String more) {
        return RunningService.start(
                Service.class,
                database,
                "--headroom.postgres.statements.interval=200ms",
                "--headroom.postgres.maintenance.interval=1s",
                "--headroom.postgres.sessions.interval=500ms",
                more);
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    private static JsonNode find(String part) {
        return StreamSupport.stream(stats("?limit=500").get("statements").spliterator(), false)
                .filter(each -> each.get("sql").asString().contains(part))
                .findFirst()
                .orElse(MissingNode.getInstance());
    }

    private static int calls(String part) {
        return find(part).path("calls").asInt(0);
    }

    private static JsonNode stats(String query) {
        return service.data(OPERATIONS + "/query-stats" + query);
    }

    @Test
    void aStatementIsShownWithItsRoute() {
        JsonNode found = find("WHERE name = $1");
        assertThat(found.get("endpoints").get(0).get("endpoint").asString())
                .isEqualTo("/items/{id}");
        assertThat(found.get("calls").asInt()).isEqualTo(20);
        JsonNode history = stats("?queryId=" + found.get("queryId").asString()).get("history");
        assertThat(history.get(0).get("calls").asInt()).isEqualTo(20);
    }

    @Test
    void nothingThatHeadroomAsksIsWorkload() {
        MaintenanceWatch maintenance = service.bean(MaintenanceWatch.class);
        StatementWatch watch = service.bean(StatementWatch.class);
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
    void slowStatementsAreListedByThreshold() {
        for (String path : List.of(OPERATIONS + "/slow-queries", "/metrics/slow-queries")) {
            JsonNode slow = service.data(path + "?threshold=20");
            assertThat(slow.get("statements").toString()).contains("pg_sleep");
            assertThat(service.data(path + "?threshold=1000").get("count").asInt()).isZero();
        }
        assertThat(service.get(OPERATIONS + "/slow-queries?threshold=-1").statusCode())
                .isEqualTo(400);
        assertThat(service.get(OPERATIONS + "/slow-queries?threshold=much").statusCode())
                .isEqualTo(400);
    }

    @Test
    void answersFromMemoryAreQuick() {
        for (String call : List.of("/slow-queries?threshold=100", "/query-stats")) {
            service.get(OPERATIONS + call);
            long start = System.nanoTime();
            service.get(OPERATIONS + call);
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofMillis(100));
        }
    }

    @Test
    void aPlanByIdentifierShowsSharesAndWarningsButNoValues() {
        String id = find("WHERE name = $1").get("queryId").asString();

        JsonNode plan = data(post("{\"queryId\":\"" + id + "\"}"));
        assertThat(plan.get("basis").asString()).isEqualTo("sampled");
        assertThat(plan.get("text").asString()).contains("Seq Scan on items", "cost 100 %");
        assertThat(plan.get("warnings").toString()).contains("SEQUENTIAL_SCAN", "FILTER_DISCARDS");
        assertThat(plan.toString()).doesNotContain("item 1");

        String analyze = "{\"queryId\":\"" + id + "\",\"analyze\":true}";
        assertThat(post(analyze).statusCode()).isEqualTo(401);
        JsonNode analyzed = data(post(analyze, AS_OPERATOR));
        assertThat(analyzed.get("executionMillis").asDouble()).isPositive();
        assertThat(analyzed.get("tree").get("actualRows").asDouble()).isLessThanOrEqualTo(1);
        assertThat(post("{\"queryId\":\"1\"}").statusCode()).isEqualTo(404);
        assertThat(post("{}").statusCode()).isEqualTo(400);
    }

    @Test
    void freeSqlIsForOperatorsAndTellsNoErrorsText() {
        String query = "{\"query\":\"SELECT * FROM items WHERE id = 7\"}";
        assertThat(post(query).statusCode()).isEqualTo(401);
        JsonNode plan = data(post(query, AS_OPERATOR));
        assertThat(plan.get("basis").asString()).isEqualTo("given");
        assertThat(plan.get("text").asString()).contains("Index Scan using items_pkey");

        HttpResponse<String> refused = post("{\"query\":\"SELECT pg_sleep(1)\"}", AS_OPERATOR);
        assertThat(refused.statusCode()).isEqualTo(400);
        assertThat(refused.body()).contains("pg_sleep");
        HttpResponse<String> failed =
                post("{\"query\":\"SELECT nothing FROM items\"}", AS_OPERATOR);
        assertThat(failed.statusCode()).isEqualTo(422);
        assertThat(json(failed).get("sqlState").asString()).isEqualTo("42703");
        assertThat(json(failed).get("position").asInt()).isEqualTo(8);
        assertThat(failed.body()).doesNotContain("does not exist");
        HttpResponse<String> limited = refused;
        for (int i = 0; i < 12; i++) {
            limited = post(query, AS_OPERATOR);
        }
        assertThat(limited.statusCode()).isEqualTo(429);
        assertThat(limited.headers().firstValueAsLong("Retry-After").orElseThrow())
                .isBetween(1L, 10L);
    }

    @Test
    void freeSqlIsOffByDefault() {
        try (RunningService plain = run("--spring.main.banner-mode=off")) {
            assertThat(post(plain, "{\"query\":\"SELECT 1\"}", AS_OPERATOR).statusCode())
                    .isEqualTo(403);
        }
    }

    @Test
    void readingFromElsewhereNeedsTheOperator() {
        for (String path : List.of("/slow-queries", "/query-stats")) {
            assertThat(OperatorsOnly.fromElsewhere(service, OPERATIONS + path)).as(path).isTrue();
        }
    }

    @Test
    void theMetersHaveTheirNames() {
        assertThat(service.get("/metrics").body())
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

    private static HttpResponse<String> post(String body, String... headers) {
        return post(service, body, headers);
    }

    private static HttpResponse<String> post(RunningService asked, String body, String... headers) {
        return asked.send("POST", OPERATIONS + "/query-plan", body, headers);
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
