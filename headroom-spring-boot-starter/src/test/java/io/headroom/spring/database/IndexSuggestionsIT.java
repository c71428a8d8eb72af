package io.headroom.spring.database;

import static io.headroom.spring.running.Answers.json;
import static io.headroom.spring.running.RunningService.OPERATIONS;
import static io.headroom.spring.running.RunningService.OPERATOR;
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
import io.headroom.spring.running.RunningService;
import io.headroom.spring.running.Sql;
import java.net.http.HttpResponse;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/// A service of the starter whose advisor always suggests the same: the calls around it.
class IndexSuggestionsIT {

    private static final String CALLS = OPERATIONS + "/index-suggestions";
    private static final String QUESTION = "SELECT count(*) FROM visit WHERE shopper = ?";

    private static TestDatabase database;
    private static RunningService service;

    @BeforeAll
    static void start() throws SQLException {
        database = TestServers.newDatabase();
        Sql.execute(
                database.dataSource(),
                """
                CREATE EXTENSION pg_stat_statements;
                CREATE TABLE visit AS
                SELECT i AS id, i % 500 AS shopper FROM generate_series(1, 50000) i;
                ANALYZE visit
                """);
        service = run("--headroom.postgres.indexes.apply=true");
    }

    private static RunningService run(String... more) {
        List<String> usual =
                List.of(
                        "--spring.application.name=shop",
                        "--headroom.postgres.indexes.advise-first-after=100ms",
                        "--headroom.postgres.indexes.advise-every=500ms",
                        // A server process tells of its scans of an index once a second.
                        "--headroom.postgres.indexes.observation=3s",
                        "--headroom.postgres.indexes.longest-observation=6s",
                        "--headroom.postgres.indexes.least-calls=5");
        return RunningService.start(Service.class, database, RunningService.arguments(usual, more));
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    @Test
    void aSuggestionIsShownTriedDryAppliedWatchedAndReverted() {
        await().until(() -> !overview(service).get("suggestions").isEmpty());
        JsonNode suggestion = overview(service).get("suggestions").get(0);
        assertThat(suggestion.get("columns").get(0).asString()).isEqualTo("shopper");
        assertThat(suggestion.get("sql").asString()).startsWith("CREATE INDEX CONCURRENTLY");
        assertThat(suggestion.get("changes").isEmpty()).isTrue();
        String id = suggestion.get("id").asString();

        JsonNode dry =
                json(post(service, "/" + id + "/apply", "{\"dryRun\":true}", 200)).get("data");
        assertThat(dry.get("passed").asBoolean()).isTrue();
        assertThat(dry.get("checks").size()).isEqualTo(4);
        assertThat(overview(service).get("changes").isEmpty()).isTrue();

        post(service, "/" + id + "/apply", "", 202);
        JdbcClient jdbc = service.bean(JdbcClient.class);
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
        assertThat(overview(service).get("trackRecord").get("kept").asInt()).isEqualTo(1);
        assertThat(service.get("/metrics").body())
                .contains("headroom_index_changes{state=\"kept\"} 1.0");

        HttpResponse<String> reverting = post(service, "/" + id + "/revert", "", 202);
        assertThat(reverting.headers().firstValue("Location")).contains(CALLS + "/" + id);
        await().atMost(Duration.ofSeconds(30)).until(() -> state(id).equals("REVERTED"));
        post(service, "/" + id + "/revert", "", 409);
    }

    @Test
    void changesNeedTheOperatorsTokenAndReadingDoesNot() {
        assertThat(service.send("POST", CALLS + "/any/apply", "").statusCode()).isEqualTo(401);
        assertThat(send(service, "/any/apply", "", "guess").statusCode()).isEqualTo(403);
        assertThat(service.send("POST", CALLS + "/any/revert", "").statusCode()).isEqualTo(401);
        assertThat(overview(service).get("applies").asBoolean()).isTrue();
    }

    @Test
    void whatIsNotSuggestedIsNotFound() {
        assertThat(post(service, "/unknown/apply", "", 404).body()).contains("unknown");
        post(service, "/unknown/revert", "", 404);
        assertThat(service.get(CALLS + "/unknown").statusCode()).isEqualTo(404);
    }

    @Test
    void withoutTheSettingNothingIsApplied() {
        try (RunningService careful = run()) {
            await().until(() -> !overview(careful).get("suggestions").isEmpty());
            String id = overview(careful).get("suggestions").get(0).get("id").asString();
            assertThat(post(careful, "/" + id + "/apply", "", 409).body())
                    .contains("headroom.postgres.indexes.apply");
            post(careful, "/" + id + "/apply", "{\"dryRun\":true}", 200);
        }
    }

    private static String state(String id) {
        JsonNode changes = one(id).get("changes");
        return changes.isEmpty() ? "" : changes.get(0).get("state").asString();
    }

    private static JsonNode overview(RunningService asked) {
        return json(asked.get(CALLS)).get("data");
    }

    private static JsonNode one(String id) {
        return json(service.get(CALLS + "/" + id)).get("data");
    }

    private static HttpResponse<String> post(
            RunningService asked, String path, String body, int status) {
        HttpResponse<String> answer = send(asked, path, body, OPERATOR);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
        return answer;
    }

    private static HttpResponse<String> send(
            RunningService asked, String path, String body, String token) {
        return asked.send("POST", CALLS + path, body, "Authorization", "Bearer " + token);
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
