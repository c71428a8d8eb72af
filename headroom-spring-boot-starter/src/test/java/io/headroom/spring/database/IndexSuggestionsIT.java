package io.headroom.spring.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.core.Bytes;
import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.postgres.advisor.Advice;
import io.headroom.postgres.advisor.IndexAdvisor;
import io.headroom.postgres.advisor.IndexDefinition;
import io.headroom.postgres.advisor.IndexSuggestion;
import io.headroom.postgres.statement.Workload;
import io.headroom.postgres.statement.WorkloadStatement;
import io.headroom.spring.OperatorCheck;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A service of the starter whose advisor always suggests the same: the calls around it.
class IndexSuggestionsIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String OPERATOR = "let-me-in";
    private static final String CALLS = "/api/v1/performance/index-suggestions";
    private static final String QUESTION = "SELECT count(*) FROM visit WHERE shopper = ?";

    private static TestDatabase database;
    private static ConfigurableApplicationContext service;
    private static String base;

    @BeforeAll
    static void start() throws SQLException {
        database = TestServers.newDatabase();
        try (Connection connection = database.dataSource().getConnection()) {
            connection
                    .createStatement()
                    .execute(
                            """
                            CREATE EXTENSION pg_stat_statements;
                            CREATE TABLE visit AS
                            SELECT i AS id, i % 500 AS shopper FROM generate_series(1, 50000) i;
                            ANALYZE visit
                            """);
        }
        service = run("--headroom.postgres.indexes.apply=true", "--server.port=0");
        base = address(service);
    }

    private static ConfigurableApplicationContext run(String... more) {
        String[] all = {
            "--spring.application.name=shop",
            "--spring.datasource.url=" + database.jdbcUrl(),
            "--spring.datasource.username=" + database.user(),
            "--spring.datasource.password=" + database.password(),
            "--headroom.postgres.indexes.advise-first-after=100ms",
            "--headroom.postgres.indexes.advise-every=500ms",
            // A server process tells of its scans of an index once a second.
            "--headroom.postgres.indexes.observation=3s",
            "--headroom.postgres.indexes.longest-observation=6s",
            "--headroom.postgres.indexes.least-calls=5",
            "--management.endpoints.access.default=none",
            "--logging.level.root=off"
        };
        SpringApplication application = new SpringApplication(Service.class);
        return application.run(
                java.util.stream.Stream.of(all, more)
                        .flatMap(java.util.Arrays::stream)
                        .toArray(String[]::new));
    }

    private static String address(ConfigurableApplicationContext context) {
        return "http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port");
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    @Test
    void aSuggestionIsShownTriedDryAppliedWatchedAndReverted() throws Exception {
        await().until(() -> !overview().get("suggestions").isEmpty());
        JsonNode suggestion = overview().get("suggestions").get(0);
        assertThat(suggestion.get("columns").get(0).asString()).isEqualTo("shopper");
        assertThat(suggestion.get("sql").asString()).startsWith("CREATE INDEX CONCURRENTLY");
        assertThat(suggestion.get("changes").isEmpty()).isTrue();
        String id = suggestion.get("id").asString();

        JsonNode dry =
                JSON.readTree(post("/" + id + "/apply", "{\"dryRun\":true}", 200)).get("data");
        assertThat(dry.get("passed").asBoolean()).isTrue();
        assertThat(dry.get("checks").size()).isEqualTo(4);
        assertThat(overview().get("changes").isEmpty()).isTrue();

        post("/" + id + "/apply", "", 202);
        JdbcClient jdbc = service.getBean(JdbcClient.class);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> {
                    for (int call = 0; call < 20; call++) {
                        jdbc.sql(QUESTION).param(7).query(Long.class).single();
                    }
                    return state(id).equals("KEPT");
                });
        JsonNode change = one(id).get("changes").get(0);
        assertThat(change.get("requestedBy").asString()).isEqualTo("operator");
        assertThat(change.get("measuredSaving").asDouble()).isPositive();
        assertThat(change.get("steps").size()).isEqualTo(4);
        assertThat(overview().get("trackRecord").get("kept").asInt()).isEqualTo(1);
        assertThat(metrics()).contains("headroom_index_changes{state=\"kept\"} 1.0");

        HttpResponse<String> reverting = send("/" + id + "/revert", "", OPERATOR);
        assertThat(reverting.statusCode()).isEqualTo(202);
        assertThat(reverting.headers().firstValue("Location")).contains(CALLS + "/" + id);
        await().atMost(Duration.ofSeconds(30)).until(() -> state(id).equals("REVERTED"));
        post("/" + id + "/revert", "", 409);
    }

    @Test
    void changesNeedTheOperatorsTokenAndReadingDoesNot() throws Exception {
        assertThat(send("/any/apply", "", "").statusCode()).isEqualTo(401);
        assertThat(send("/any/apply", "", "guess").statusCode()).isEqualTo(403);
        assertThat(send("/any/revert", "", "").statusCode()).isEqualTo(401);
        assertThat(overview().get("applies").asBoolean()).isTrue();
    }

    @Test
    void whatIsNotSuggestedIsNotFound() throws Exception {
        assertThat(post("/unknown/apply", "", 404)).contains("unknown");
        post("/unknown/revert", "", 404);
        HttpResponse<String> one = get("/unknown");
        assertThat(one.statusCode()).isEqualTo(404);
    }

    @Test
    void withoutTheSettingNothingIsApplied() throws Exception {
        try (ConfigurableApplicationContext careful = run("--server.port=0")) {
            String before = base;
            base = address(careful);
            try {
                await().until(() -> !overview().get("suggestions").isEmpty());
                String id = overview().get("suggestions").get(0).get("id").asString();
                assertThat(post("/" + id + "/apply", "", 409))
                        .contains("headroom.postgres.indexes.apply");
                post("/" + id + "/apply", "{\"dryRun\":true}", 200);
            } finally {
                base = before;
            }
        }
    }

    private static String state(String id) throws Exception {
        JsonNode changes = one(id).get("changes");
        return changes.isEmpty() ? "" : changes.get(0).get("state").asString();
    }

    private static JsonNode overview() throws Exception {
        return JSON.readTree(get("").body()).get("data");
    }

    private static JsonNode one(String id) throws Exception {
        return JSON.readTree(get("/" + id).body()).get("data");
    }

    private static String metrics() throws Exception {
        return CLIENT.send(
                        HttpRequest.newBuilder(URI.create(base + "/metrics")).build(),
                        BodyHandlers.ofString())
                .body();
    }

    private static HttpResponse<String> get(String path) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(base + CALLS + path)).build(),
                BodyHandlers.ofString());
    }

    private static String post(String path, String body, int status) throws Exception {
        HttpResponse<String> answer = send(path, body, OPERATOR);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer.body();
    }

    private static HttpResponse<String> send(String path, String body, String token)
            throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(base + CALLS + path))
                        .header("Content-Type", "application/json")
                        .POST(
                                body.isEmpty()
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofString(body));
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    @EnableAutoConfiguration
    static class Service {

        @Bean
        OperatorCheck operators() {
            return request -> ("Bearer " + OPERATOR).equals(request.getHeader("Authorization"));
        }

        @Bean
        @Primary
        Workload knownWorkload() {
            return () ->
                    List.of(
                            new WorkloadStatement(
                                    "1",
                                    QUESTION.replace("?", "$1"),
                                    100,
                                    5,
                                    List.of(),
                                    List.of()));
        }

        @Bean
        IndexAdvisor sureAdvisor() {
            IndexSuggestion always =
                    new IndexSuggestion(
                            "visit-shopper",
                            IndexDefinition.btree("public", "visit", "shopper"),
                            "It helps.",
                            0.9,
                            "high",
                            Bytes.ofMegabytes(1),
                            0.01,
                            List.of(),
                            true);
            return (_, _) ->
                    new Advice(List.of(always), List.of(), 0.9, Bytes.ofMegabytes(1), List.of());
        }
    }
}
