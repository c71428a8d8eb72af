package io.headroom.spring.operations;

import static io.headroom.spring.running.Answers.find;
import static io.headroom.spring.running.Answers.json;
import static io.headroom.spring.running.RunningService.OPERATIONS;
import static io.headroom.spring.running.RunningService.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.operations.Operations;
import io.headroom.spring.running.Answers;
import io.headroom.spring.running.CountingService;
import io.headroom.spring.running.RunningService;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

/// A service of the starter on PostgreSQL, with service levels of its own.
class OperationsIT {

    private static final String SERVICE_LEVELS =
            """
            objectives:
              - name: answers
                description: 95 % of the requests under /calls succeed.
                component: application
                target: 95
                events: requests
                routes: [/calls/**]
                leastEvents: 20
              - name: statements
                description: 99 % of simple statements take less than a second.
                component: database
                target: 99
                events: queries-simple
                within: 1s
            alerts:
              - name: WorkFails
                priority: high
                component: application
                figure: http.error_ratio
                above: 0.5
                for: 0s
                summary: More than half of the requests fail.
            """;

    @TempDir private static Path folder;

    private static TestDatabase database;
    private static RunningService service;

    @BeforeAll
    static void start() throws IOException {
        database = TestServers.newDatabase();
        Files.writeString(folder.resolve("slo.yaml"), SERVICE_LEVELS);
        service = run("--headroom.operations.slo-file=" + folder.resolve("slo.yaml"));
    }

    private static RunningService run(String... more) {
        List<String> usual =
                List.of(
                        "--spring.datasource.hikari.maximum-pool-size=4",
                        "--headroom.data=" + folder,
                        "--headroom.http.health-interval=300ms");
        return RunningService.start(
                CountingService.class, database, RunningService.arguments(usual, more));
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    private static void eventually(Runnable what) {
        await().atMost(Duration.ofSeconds(40)).untilAsserted(what::run);
    }

    private static void work(int requests, String path) {
        for (int i = 0; i < requests; i++) {
            service.get(path);
        }
    }

    private static JsonNode series(JsonNode history, String figure) {
        return find(history.get("series"), "figure", figure)
                .orElseThrow(() -> new AssertionError(figure + " is not in " + history));
    }

    @Test
    void historyShowsWhatHappenedASecondAgo() {
        work(30, "/calls/count");
        eventually(() -> {
            JsonNode history =
                    service.data(
                            OPERATIONS + "/history?duration=1&step=1&figures=http.*,database.*");
            assertThat(history.get("stepSeconds").asInt()).isEqualTo(1);
            assertThat(series(history, "http.requests_per_second").get("values"))
                    .hasSize(60)
                    .anySatisfy(value -> assertThat(value.asDouble(0)).isPositive());
            assertThat(series(history, "database.statements_per_second").get("values"))
                    .anySatisfy(value -> assertThat(value.asDouble(0)).isPositive());
        });
        JsonNode all = service.data("/metrics/history?duration=60&step=10");
        for (String figure :
                List.of(
                        "pool.utilisation_ratio",
                        "system.disk_ratio",
                        "service.ready",
                        "memory.heap_used_bytes",
                        "scheduler.lag_seconds")) {
            assertThat(series(all, figure).get("values")).hasSize(360);
        }
    }

    @Test
    void aQuestionOutOfRangeIsRefusedWithItsLimit() {
        for (String bad :
                List.of("duration=0", "duration=1441", "step=0", "duration=1440&step=1")) {
            HttpResponse<String> refused = service.get(OPERATIONS + "/history?" + bad);
            assertThat(refused.statusCode()).as(bad).isEqualTo(400);
            assertThat(refused.body()).containsAnyOf("duration", "step");
        }
        assertThat(service.get(OPERATIONS + "/history?step=soon").statusCode()).isEqualTo(400);
        assertThat(detail("history?duration=-1"))
                .isEqualTo("duration must be from 1 to 1440 min, but is -1.");
        assertThat(detail("history?duration=2&step=121"))
                .isEqualTo("step must be from 1 to 120 s, but is 121.");
        assertThat(detail("history?duration=2147483647"))
                .isEqualTo("duration must be from 1 to 1440 min, but is 2147483647.");
        assertThat(service.data(OPERATIONS + "/history?figures=nothing").get("series")).isEmpty();
    }

    private static String detail(String call) {
        return Answers.detail(service.get(OPERATIONS + "/" + call));
    }

    @Test
    void healthHasAScoreForEachComponentThatIsWatched() {
        eventually(() -> {
            JsonNode health = service.data(OPERATIONS + "/health");
            assertThat(health.get("components").has("database")).isTrue();
            assertThat(health.get("components").has("application")).isTrue();
            assertThat(health.get("components").has("search")).isFalse();
            assertThat(health.get("components").get("database").get("level").asString())
                    .isEqualTo("excellent");
            assertThat(health.get("score").asDouble()).isBetween(0.0, 100.0);
        });
    }

    @Test
    void failuresSpendTheBudgetFireTheAlertAndLowerTheScore() {
        work(60, "/calls/fails");
        eventually(() -> {
            JsonNode alerts = service.data("/metrics/alerts").get("active");
            assertThat(alerts)
                    .extracting(alert -> alert.get("id").asString())
                    .contains("WorkFails", "HeadroomBudgetBurnsFast:answers");
        });
        JsonNode answers = service.data(OPERATIONS + "/sla/compliance").get("objectives").get(0);
        assertThat(answers.get("kept").asBoolean()).isFalse();
        assertThat(answers.get("budgetRemainingRatio").asDouble()).isNegative();
        assertThat(answers.get("exhaustedInSeconds").asLong()).isZero();
        assertThat(answers.get("hours")).hasSize(24);
        assertThat(answers.get("days")).hasSize(30);
        assertThat(answers.get("hours").get(23).get("bad").asLong()).isGreaterThanOrEqualTo(60);
        eventually(() -> {
            JsonNode health = service.data(OPERATIONS + "/health");
            assertThat(health.get("score").asDouble()).isLessThan(50);
            assertThat(health.get("level").asString()).isEqualTo("critical");
            assertThat(health.get("issues").get(0).get("reason").asString())
                    .containsAnyOf("Failed requests", "error budget");
            assertThat(health.get("recommendations")).isNotEmpty();
        });
        JsonNode summary = service.data(OPERATIONS + "/summary");
        assertThat(summary.get("firingAlerts").get("high").asInt()).isGreaterThanOrEqualTo(2);
        assertThat(summary.get("tightestBudget").get("slo").asString()).isEqualTo("answers");
        for (String path : List.of(OPERATIONS + "/overview", "/metrics/overview")) {
            assertThat(service.data(path).get("alerts")).isNotEmpty();
            assertThat(service.data(path).get("sparklines")).isNotEmpty();
        }
        theAlertIsAcknowledgedAndSilencedByTheOperatorAlone();
    }

    private void theAlertIsAcknowledgedAndSilencedByTheOperatorAlone() {
        String acknowledge = OPERATIONS + "/alerts/acknowledge";
        String body = "{\"id\":\"WorkFails\",\"note\":\"<b>on it</b>\"}";
        String[] operator = {"Authorization", OPERATOR};
        assertThat(service.send("POST", acknowledge, body).statusCode()).isEqualTo(401);
        assertThat(service.send("POST", acknowledge, body, "Authorization", "x").statusCode())
                .isEqualTo(403);
        assertThat(service.send("POST", acknowledge, "{}", operator).statusCode()).isEqualTo(400);
        assertThat(service.send("POST", acknowledge, "{\"id\":\"No\"}", operator).statusCode())
                .isEqualTo(404);
        HttpResponse<String> done = service.send("POST", acknowledge, body, operator);
        assertThat(json(done).get("data").get("acknowledged").get("note").asString())
                .isEqualTo("<b>on it</b>");

        String silences = OPERATIONS + "/alerts/silences";
        assertThat(
                        service.send(
                                        "POST",
                                        silences,
                                        "{\"alert\":\"WorkFails\",\"minutes\":20000}",
                                        operator)
                                .statusCode())
                .isEqualTo(400);
        assertThat(service.send("POST", silences, "{\"alert\":\"No\"}", operator).statusCode())
                .isEqualTo(404);
        assertThat(
                        service.send("POST", silences, "{\"alert\":\"WorkFails\"}", operator)
                                .statusCode())
                .isEqualTo(200);
        assertThat(service.data(OPERATIONS + "/alerts").get("silences").has("WorkFails")).isTrue();
        assertThat(service.ask("DELETE", silences + "/WorkFails").statusCode()).isEqualTo(401);
        assertThat(service.ask("DELETE", silences + "/WorkFails", operator).statusCode())
                .isEqualTo(204);
        assertThat(service.ask("DELETE", silences + "/WorkFails", operator).statusCode())
                .isEqualTo(404);
    }

    @Test
    void readingIsClosedToOthersThroughAProxy() {
        for (String call : List.of("history", "health", "summary", "overview", "alerts")) {
            assertThat(
                            service.get(OPERATIONS + "/" + call, "X-Forwarded-For", "203.0.113.9")
                                    .statusCode())
                    .as(call)
                    .isEqualTo(401);
        }
    }

    @Test
    void theMetricsHaveTheirNames() {
        eventually(() ->
                assertThat(service.get("/metrics").body())
                        .contains(
                                "headroom_health_score{component=\"overall\"}",
                                "headroom_health_score{component=\"database\"}",
                                "headroom_slo_events_total{result=\"good\",slo=\"answers\"}",
                                "headroom_slo_events_total{result=\"bad\",slo=\"answers\"}",
                                "headroom_slo_error_budget_remaining_ratio{slo=\"answers\"}",
                                "headroom_alerts{priority=\"high\"}",
                                "headroom_figure{figure=\"http.error_ratio\"}",
                                "service_uptime_seconds"));
    }

    @Test
    void everyCallAnswersWithinAHundredMilliseconds() {
        for (String call :
                List.of(
                        "history?duration=60&step=10",
                        "health",
                        "summary",
                        "overview",
                        "alerts",
                        "sla/compliance")) {
            work(20, OPERATIONS + "/" + call);
            long fastest = Long.MAX_VALUE;
            for (int i = 0; i < 10; i++) {
                long start = System.nanoTime();
                service.data(OPERATIONS + "/" + call);
                fastest = Math.min(fastest, System.nanoTime() - start);
            }
            assertThat(Duration.ofNanos(fastest)).as(call).isLessThan(Duration.ofMillis(100));
        }
    }

    @Test
    void aBadFileStopsTheStartAndNamesFieldAndLimit() throws IOException {
        Path bad = folder.resolve("bad.yaml");
        Files.writeString(bad, SERVICE_LEVELS.replace("target: 95", "target: 100"));
        assertThatThrownBy(() -> run("--headroom.operations.slo-file=" + bad))
                .rootCause()
                .hasMessageContaining("target must be above 0 and below 100");
        Files.writeString(bad, SERVICE_LEVELS.replace("queries-simple", "queries"));
        assertThatThrownBy(() -> run("--headroom.operations.slo-file=" + bad))
                .rootCause()
                .hasMessageContaining("objective statements: events must be one of");
        assertThatThrownBy(() -> run("--headroom.operations.max-figures=0"))
                .rootCause()
                .hasMessageContaining("maxFigures must be from 1 to 5000");
    }

    @Test
    void historyGoesOnAfterARestart(@TempDir Path own) {
        String[] arguments = {"--headroom.operations.folder=" + own, "--headroom.node=node-7"};
        RunningService first = run(arguments);
        Operations before = first.bean(Operations.class);
        eventually(() -> assertThat(before.history().latest("service.ready")).isEqualTo(1));
        first.close();
        assertThat(own.resolve("history-node-7.bin")).isRegularFile();
        try (RunningService second = run(arguments)) {
            double[] values =
                    second.bean(Operations.class)
                            .history()
                            .query(
                                    List.of("service.ready"),
                                    Duration.ofMinutes(5),
                                    Duration.ofMinutes(1))
                            .getFirst()
                            .values();
            assertThat(values).contains(1);
        }
    }
}
