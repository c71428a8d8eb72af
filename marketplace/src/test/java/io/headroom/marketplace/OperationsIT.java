package io.headroom.marketplace;

import static io.headroom.marketplace.RunningShop.eventually;
import static io.headroom.marketplace.RunningShop.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.marketplace.identity.Caller;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Optional;
import java.util.Set;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/// What the shop tells its operators.
class OperationsIT {

    private static final RunningShop SHOP = SharedShop.get();

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
