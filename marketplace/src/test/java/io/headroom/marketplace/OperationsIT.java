package io.headroom.marketplace;

import static io.headroom.marketplace.RunningShop.eventually;
import static io.headroom.marketplace.RunningShop.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.marketplace.identity.Caller;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What the shop tells its operators.
class OperationsIT {

    private static final RunningShop SHOP = SharedShop.get();

    /// Shares are of the last minute: other tests of this shop search at its first node.
    private static final int QUIET_NODE = 2;

    private static Optional<JsonNode> endpoint(String pattern) {
        JsonNode endpoints =
                json(SHOP.get("/api/v1/performance/endpoints")).get("data").get("endpoints");
        return StreamSupport.stream(endpoints.spliterator(), false)
                .filter(each -> each.get("endpoint").asString().equals(pattern))
                .findFirst();
    }

    @Test
    void aSearchSaysHowMuchOfItWasTheIndex() {
        SHOP.get("/api/catalog/search?q=operations+" + System.nanoTime());
        eventually(
                "the search is counted",
                () ->
                        endpoint("/api/catalog/search")
                                .filter(figures ->
                                        figures.get("split").get("search").asDouble() > 0)
                                .isPresent());
        assertThat(SHOP.get("/metrics").body())
                .contains(
                        "headroom_tracked_seconds_count{kind=\"search\",name=\"index.search\",result=\"success\"}",
                        "headroom_http_request_part_seconds_total{endpoint=\"/api/catalog/search\",part=\"search\"}");
    }

    @Test
    void theCataloguesSliceOfTheFiguresHasNothingElse() {
        SHOP.get("/api/catalog/items/12");
        assertThat(SHOP.get("/catalog/metrics").body().lines())
                .contains("# TYPE catalog_active_items gauge")
                .allMatch(line ->
                        line.startsWith("catalog_")
                                || line.startsWith("# HELP catalog_")
                                || line.startsWith("# TYPE catalog_"));
        assertThat(json(SHOP.get("/catalog/metrics/json")).get("metrics").propertyNames())
                .contains("catalog.cache.hits")
                .allMatch(name -> name.startsWith("catalog."));
        assertThat(json(SHOP.get("/catalog/metrics/cache")).get("layers").propertyNames())
                .containsExactly("l1", "l2", "l3");
        assertThat(json(SHOP.get("/catalog/metrics/health")).get("score").asDouble())
                .isBetween(0.0, 100.0);
    }

    @Test
    void searchesTellTheirTimesSharesAndIndex() {
        String rare = "zq" + System.nanoTime();
        for (int i = 0; i < 25; i++) {
            SHOP.get(QUIET_NODE, "/api/catalog/search?q=lamp&limit=" + (i % 5 + 1));
        }
        SHOP.get(QUIET_NODE, "/api/catalog/search?q=" + rare + "+me%40example.org");
        SHOP.get(QUIET_NODE, "/api/catalog/suggestions?q=la");
        SHOP.get(QUIET_NODE, "/api/catalog/items/3/similar");
        eventually("the searches are counted", () -> kind("text").get("requests").asInt() > 25);
        JsonNode text = kind("text");
        assertThat(text.get("promiseKept").isBoolean()).isTrue();
        assertThat(text.get("p99Millis").asDouble())
                .isGreaterThanOrEqualTo(text.get("p50Millis").asDouble());
        assertThat(text.get("cacheShare").asDouble()).isBetween(0.5, 0.99);
        assertThat(text.get("questions").get("withoutResult").asInt()).isPositive();
        assertThat(text.get("questions").get("meanResults").asDouble()).isPositive();
        assertThat(kind("suggestion").get("totalRequests").asInt()).isPositive();
        assertThat(kind("similar").get("totalRequests").asInt()).isPositive();
        JsonNode performance = searches();
        assertThat(performance.get("index").get("documents").asInt()).isGreaterThan(20_000);
        assertThat(performance.get("index").get("bytes").asLong()).isPositive();
        assertThat(performance.get("index").get("followedAgeSeconds").asDouble())
                .isBetween(0.0, 30.0);
        assertThat(performance.get("slowest").toString()).doesNotContain("example.org");
    }

    private static JsonNode searches() {
        return json(SHOP.get(QUIET_NODE, "/api/v1/performance/search/performance")).get("data");
    }

    private static JsonNode kind(String type) {
        return StreamSupport.stream(searches().get("types").spliterator(), false)
                .filter(each -> each.get("type").asString().equals(type))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theApisDocumentHasTheOperationsCallsWhole() {
        HttpResponse<String> answer = SHOP.get("/openapi.json");
        JsonNode document = json(answer);
        JsonNode paths = document.get("paths");
        assertThat(paths.propertyNames().stream().filter(path -> path.contains("/performance")))
                .hasSizeGreaterThan(55)
                .contains(
                        "/api/v1/performance/benchmarks/{id}",
                        "/api/v1/performance/search/performance",
                        "/api/v1/performance/jobs/dead/{id}/requeue");
        assertThat(paths.propertyNames())
                .noneMatch(path -> path.startsWith("/metrics/") || path.startsWith("/operations"));
        JsonNode history = paths.get("/api/v1/performance/history").get("get");
        JsonNode duration = history.get("parameters").get(0);
        assertThat(duration.get("name").asString()).isEqualTo("duration");
        assertThat(duration.get("schema").get("type").asString()).isEqualTo("integer");
        assertThat(duration.get("schema").get("maximum").asInt()).isEqualTo(1_440);
        JsonNode run = paths.get("/api/v1/performance/benchmarks/run").get("post");
        assertThat(run.get("security").toString()).isEqualTo("[{\"operator\":[]}]");
        assertThat(run.get("responses").propertyNames())
                .contains("202", "400", "401", "403", "409", "429", "503");
        JsonNode components = document.get("components");
        assertThat(components.get("securitySchemes").get("operator").get("scheme").asString())
                .isEqualTo("bearer");
        assertThat(
                        Pattern.compile("\"#/components/(\\w+)/([^\"]+)\"")
                                .matcher(answer.body())
                                .results())
                .isNotEmpty()
                .allMatch(each -> components.path(each.group(1)).has(each.group(2)));
        assertThat(components.get("schemas").propertyNames())
                .contains("CacheStatus", "JobsStatus", "StatementStatus");
        for (String call : List.of("/jobs", "/cache", "/memory", "/search/performance")) {
            JsonNode schema =
                    paths.get("/api/v1/performance" + call)
                            .get("get")
                            .get("responses")
                            .get("200")
                            .get("content");
            assertThat(schema).as(call).isNotNull();
        }
    }

    @Test
    void recommendationsAreTracked() {
        SHOP.get("/api/catalog/popular?limit=7");
        assertThat(SHOP.get("/metrics").body())
                .contains(
                        "headroom_tracked_seconds_count{kind=\"recommendation\",name=\"popular\",result=\"success\"}");
    }

    @Test
    void onlyTheOperatorSeesServerTiming() throws IOException {
        String path = "/api/catalog/items/1";
        assertThat(timing(path, "")).isEmpty();
        assertThat(timing(path, "Bearer " + SHOP.token(new Caller.Customer(1)))).isEmpty();
        assertThat(timing(path, "Bearer forged.token.indeed")).isEmpty();
        assertThat(timing(path, "Bearer " + SHOP.operatorToken()).orElseThrow())
                .contains("total;dur=");
    }

    private static Optional<String> timing(String path, String credentials) {
        return SHOP.get(path, "Authorization", credentials).headers().firstValue("Server-Timing");
    }

    @Test
    void theShopSaysHowWellItIs() {
        SHOP.get("/api/catalog/search?q=health+" + System.nanoTime());
        eventually(
                "every part of the shop that is watched has a score",
                () -> {
                    JsonNode components =
                            json(SHOP.get("/api/v1/performance/health"))
                                    .get("data")
                                    .get("components");
                    return components.has("database")
                            && components.has("cache")
                            && components.has("application")
                            && components.has("search");
                });
        eventually(
                "requests, statements and searches count for their promises",
                () ->
                        StreamSupport.stream(
                                        json(SHOP.get("/api/v1/performance/sla/compliance"))
                                                .get("data")
                                                .get("objectives")
                                                .spliterator(),
                                        false)
                                .filter(each ->
                                        Set.of("api-p95", "queries-simple", "search", "cache-hits")
                                                .contains(each.get("name").asString()))
                                .allMatch(each ->
                                        each.get("good").asLong() + each.get("bad").asLong() > 0));
        assertThat(SHOP.get("/metrics").body())
                .contains(
                        "headroom_health_score{component=\"overall\"}",
                        "headroom_slo_events_total{result=\"bad\",slo=\"api-p99\"}",
                        "headroom_slo_error_budget_remaining_ratio{slo=\"availability\"}");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/metrics",
                "/metrics/endpoints",
                "/metrics/overview",
                "/metrics/alerts",
                "/api/v1/performance/endpoints",
                "/api/v1/performance/history",
                "/api/v1/performance/health",
                "/api/v1/performance/summary",
                "/api/v1/performance/sla/compliance"
            })
    void figuresAreClosedToOthersThroughAProxy(String path) {
        assertThat(SHOP.get(path).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = SHOP.get(path, "X-Forwarded-For", "203.0.113.9");
        assertThat(refused.statusCode()).isEqualTo(401);
        assertThat(
                        SHOP.get(
                                        path,
                                        "X-Forwarded-For",
                                        "203.0.113.9",
                                        "Authorization",
                                        "Bearer " + SHOP.operatorToken())
                                .statusCode())
                .isEqualTo(200);
    }

    @Test
    void theLimitOfConcurrencyIsInTheFigures() {
        assertThat(SHOP.get("/metrics").body())
                .contains(
                        "headroom_http_concurrency_limit ",
                        "headroom_http_concurrency_in_flight ",
                        "headroom_http_rejected_total{priority=\"normal\"}");
    }
}
