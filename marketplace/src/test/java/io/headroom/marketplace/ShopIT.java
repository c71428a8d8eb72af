package io.headroom.marketplace;

import static io.headroom.marketplace.RunningShop.eventually;
import static io.headroom.marketplace.RunningShop.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.marketplace.identity.Caller;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

class ShopIT {

    private static final RunningShop SHOP = SharedShop.get();

    @Test
    void aCachedRouteSaysWhereItsAnswerCameFrom() {
        String path = "/api/catalog/items/4711";
        SHOP.get(path);
        assertThat(cacheStatus(1, path)).matches("headroom-response; hit; ttl=\\d+");
    }

    /// The fill of the shared tier goes on behind the answer, so the other node's first question
    /// may come too early for one item, but not for one after the other.
    @Test
    void whatOneNodeLoadedAnotherFindsInTheSharedTier() {
        Iterator<Integer> items = IntStream.range(5_000, 9_000).iterator();
        eventually(
                "a first question to node 2 is answered from the shared tier",
                () -> {
                    String path = "/api/catalog/items/" + items.next();
                    SHOP.get(1, path);
                    return cacheStatus(2, path).startsWith("headroom-l2; hit; ttl=");
                });
    }

    private static String cacheStatus(int node, String path) {
        return SHOP.get(node, path).headers().firstValue("Cache-Status").orElseThrow();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/catalog/items",
                "/api/catalog/items?category=kitchen&sort=-price&total=true",
                "/api/catalog/items/1",
                "/api/catalog/items/1/similar",
                "/api/catalog/items/1/also-bought",
                "/api/catalog/search?q=blue",
                "/api/catalog/suggestions?q=bl",
                "/api/catalog/popular",
                "/api/catalog/trending?days=30",
                "/api/catalog/recent",
                "/api/catalog/recommendations?customer=1",
                "/api/catalog/categories?lang=es"
            })
    void everyReadingRouteAnswersWithItsCacheStatus(String path) {
        HttpResponse<String> response = SHOP.get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.headers().firstValue("Cache-Status")).isPresent();
        assertThat(response.headers().firstValue("X-Correlation-Id")).isPresent();
        assertThat(response.headers().firstValue("Content-Security-Policy")).isPresent();
        assertThat(response.body()).doesNotContain(":null");
    }

    @Test
    void popularAndTrendingItemsCarryTheirScores() {
        for (String path : List.of("/api/catalog/popular", "/api/catalog/trending")) {
            JsonNode items = json(SHOP.get(path)).get("items");
            assertThat(items.size()).isEqualTo(24);
            assertThat(items.get(0).get("score").asDouble())
                    .isGreaterThanOrEqualTo(items.get(23).get("score").asDouble());
        }
    }

    @Test
    void aWriteReachesEveryNode() {
        JsonNode created = create("coherent-1", "Coherent kettle");
        String path = "/api/catalog/items/" + created.get("id").asLong();
        for (int version = 2; version <= 20; version++) {
            assertThat(json(SHOP.get(2, path)).get("version").asInt()).isEqualTo(version - 1);
            HttpResponse<String> replaced =
                    SHOP.write(1, "PUT", path, draft("coherent-1", "Kettle " + version));
            assertThat(replaced.statusCode()).isEqualTo(200);
            assertThat(json(SHOP.get(1, path)).get("version").asInt()).isEqualTo(version);
            int expected = version;
            eventually(
                    "node 2 serves version " + version,
                    () -> json(SHOP.get(2, path)).get("version").asInt() == expected);
        }
    }

    @Test
    void aNewItemIsFoundOnEveryNodeAndADeletedOneOnNone() {
        JsonNode created = create("found-1", "Zyxomatic wobbler");
        for (int node : List.of(1, 2)) {
            eventually(
                    "node " + node + " finds it",
                    () -> found(node, "zyxomatic").contains(created.get("id").asLong()));
        }
        String path = "/api/catalog/items/" + created.get("id").asLong();
        assertThat(SHOP.write(2, "DELETE", path, "").statusCode()).isEqualTo(204);
        assertThat(SHOP.get(2, path).statusCode()).isEqualTo(404);
        for (int node : List.of(1, 2)) {
            eventually("node " + node + " forgets it", () -> found(node, "zyxomatic").isEmpty());
        }
    }

    @Test
    void anOutdatedIfMatchIsRefusedAndChangesNothing() {
        JsonNode created = create("outdated-1", "First name");
        String path = "/api/catalog/items/" + created.get("id").asLong();
        String etag = SHOP.get(path).headers().firstValue("ETag").orElseThrow();
        assertThat(
                        SHOP.write(1, "PUT", path, draft("outdated-1", "Second"), "If-Match", etag)
                                .statusCode())
                .isEqualTo(200);
        HttpResponse<String> refused =
                SHOP.write(1, "PUT", path, draft("outdated-1", "Third"), "If-Match", etag);
        assertThat(refused.statusCode()).isEqualTo(412);
        assertThat(json(SHOP.get(path)).get("name").asString()).isEqualTo("Second");
    }

    @Test
    void anUnchangedItemIsNotSentAgain() {
        String etag = SHOP.get("/api/catalog/items/12").headers().firstValue("ETag").orElseThrow();
        HttpResponse<String> response = SHOP.get("/api/catalog/items/12", "If-None-Match", etag);
        assertThat(response.statusCode()).isEqualTo(304);
        assertThat(response.body()).isEmpty();
    }

    @Test
    void hostileTextsAreKeptAsTextsAndNeverExecuted() {
        String name = "<script>alert(1)</script>'; DROP TABLE item; --";
        JsonNode created = create("hostile-1", name);
        long id = created.get("id").asLong();
        HttpResponse<String> item = SHOP.get("/api/catalog/items/" + id);
        assertThat(json(item).get("name").asString()).isEqualTo(name);
        assertThat(item.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("application/json");
        eventually("it is found", () -> found(1, "alert script drop table item").contains(id));
        JsonNode hit =
                json(SHOP.get("/api/catalog/search?q=alert+script+drop+table")).get("items").get(0);
        assertThat(hit.get("highlights").toString()).doesNotContain("<script>");
    }

    @ParameterizedTest
    @CsvSource({
        "/api/catalog/items?limit=0, limit",
        "/api/catalog/items?limit=101, limit",
        "/api/catalog/items?limit=abc, limit",
        "/api/catalog/items?limit=99999999999999999999, limit",
        "/api/catalog/items?minPrice=-1, minPrice",
        "/api/catalog/items?maxPrice=NaN, maxPrice",
        "/api/catalog/items?minPrice=1e400, minPrice",
        "/api/catalog/items?minPrice=10&maxPrice=5, minPrice",
        "/api/catalog/items?sort=1%3BDROP%20TABLE%20item, sort",
        "/api/catalog/items?cursor=AAAA, cursor",
        "/api/catalog/items?lang=xx, lang",
        "/api/catalog/items?inStock=maybe, inStock",
        "/api/catalog/items?fields=id%2Cpassword, fields",
        "/api/catalog/items?merchant=-3, merchant",
        "/api/catalog/items?category=%00, category",
        "/api/catalog/items/abc, id",
        "/api/catalog/items/-1, id",
        "/api/catalog/items/99999999999999999999, id",
        "/api/catalog/items/1/similar?limit=0, limit",
        "/api/catalog/items/1/also-bought?limit=1000, limit",
        "/api/catalog/items/1/also-bought?lang=fr, lang",
        "/api/catalog/search?limit=101, limit",
        "/api/catalog/search?q=%00, q",
        "/api/catalog/search?cursor=x, cursor",
        "/api/catalog/suggestions?q=a&limit=99, limit",
        "/api/catalog/popular?limit=-1, limit",
        "/api/catalog/popular?limit=x, limit",
        "/api/catalog/trending?days=8, days",
        "/api/catalog/recommendations, customer",
        "/api/catalog/recommendations?customer=0, customer"
    })
    void badParametersAreRefusedByName(String path, String field) {
        HttpResponse<String> response = SHOP.get(path);
        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode problem = problem(response);
        assertThat(problem.get("errors").get(0).get("field").asString()).isEqualTo(field);
        assertThat(problem.get("errors").get(0).get("message").asString()).isNotBlank();
    }

    @Test
    void aQueryTextThatIsTooLongIsRefused() {
        assertThat(SHOP.get("/api/catalog/search?q=" + "x".repeat(201)).statusCode())
                .isEqualTo(400);
        assertThat(SHOP.get("/api/catalog/search?q=" + "x".repeat(200)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void anUnknownParameterIsIgnored() {
        assertThat(SHOP.get("/api/catalog/items?limit=1&colour=blue").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/api/catalog/items/999999999",
                "/api/catalog/items/999999999/also-bought",
                "/api/catalog/nothing",
                "/nothing",
                "/pictures/nothing-here.svg"
            })
    void whatIsNotThereIs404(String path) {
        HttpResponse<String> response = SHOP.get(path);
        assertThat(response.statusCode()).isEqualTo(404);
        problem(response);
    }

    @Test
    void aTamperedCursorAndOneOfAnotherQueryAreRefused() {
        String next =
                json(SHOP.get("/api/catalog/items?limit=5")).get("page").get("next").asString();
        char[] tampered = next.toCharArray();
        tampered[tampered.length / 2] = tampered[tampered.length / 2] == 'A' ? 'B' : 'A';
        for (String query :
                List.of("cursor=" + new String(tampered), "sort=price&cursor=" + next)) {
            HttpResponse<String> response = SHOP.get("/api/catalog/items?limit=5&" + query);
            assertThat(response.statusCode()).isEqualTo(400);
            assertThat(problem(response).get("errors").get(0).get("field").asString())
                    .isEqualTo("cursor");
        }
    }

    @Test
    void pagesOfASearchNeitherRepeatNorLeaveOut() {
        Set<Long> seen = new HashSet<>();
        String cursor = "";
        long total = -1;
        do {
            JsonNode answer =
                    json(
                            SHOP.get(
                                    "/api/catalog/search?q=copper&total=true&limit=50"
                                            + (cursor.isEmpty() ? "" : "&cursor=" + cursor)));
            total = answer.get("page").get("total").asLong();
            for (JsonNode item : answer.get("items")) {
                assertThat(seen.add(item.get("id").asLong())).isTrue();
            }
            JsonNode next = answer.get("page").get("next");
            cursor = next == null ? "" : next.asString();
        } while (!cursor.isEmpty());
        assertThat(total).isPositive();
        assertThat((long) seen.size()).isEqualTo(total);
    }

    @Test
    void facetsSpeakOfWholeUnitsOfMoney() {
        JsonNode facets = json(SHOP.get("/api/catalog/search?q=lamp")).get("facets");
        List<String> ranges = new ArrayList<>();
        for (JsonNode facet : facets) {
            if (facet.get("field").asString().equals("price")) {
                facet.get("values").forEach(value -> ranges.add(value.get("value").asString()));
            }
        }
        assertThat(ranges)
                .isNotEmpty()
                .isSubsetOf("0-10", "10-25", "25-50", "50-100", "100-250", "250-500", "500-");
    }

    @Test
    void aSearchForgivesATypingErrorAndSpeaksSpanish() {
        assertThat(found(1, "teddi baer")).isNotEmpty();
        assertThat(json(SHOP.get("/api/catalog/search?q=lampara&lang=es")).get("items").size())
                .isPositive();
    }

    @ParameterizedTest
    @CsvSource({"'{\"sku\":', 400", "'', 400", "'[]', 400", "'{}', 400", "'null', 400"})
    void aBrokenBodyIsRefused(String body, int status) {
        HttpResponse<String> response = SHOP.write(1, "POST", "/api/catalog/items", body);
        assertThat(response.statusCode()).isEqualTo(status);
        assertThat(problem(response).get("errors").size()).isPositive();
    }

    @Test
    void aBodyOfTenMegabytesIsRefused() {
        HttpResponse<String> response =
                SHOP.send(
                        1,
                        "POST",
                        "/api/catalog/items",
                        BodyPublishers.ofByteArray(new byte[10_000_000]),
                        "Content-Type",
                        "application/json",
                        "Authorization",
                        "Bearer " + SHOP.operatorToken());
        assertThat(response.statusCode()).isEqualTo(413);
        problem(response);
    }

    @Test
    void anotherMediaTypeIs415AndAnotherMethod405() {
        assertThat(
                        SHOP.write(
                                        1,
                                        "POST",
                                        "/api/catalog/items",
                                        "a=b",
                                        "Content-Type",
                                        "application/x-www-form-urlencoded")
                                .statusCode())
                .isEqualTo(415);
        assertThat(SHOP.write(1, "PATCH", "/api/catalog/items/1", "{}").statusCode())
                .isEqualTo(405);
    }

    @Test
    void writingNeedsTheRightToken() throws Exception {
        JsonNode created = create("rights-1", "Somebody's");
        String path = "/api/catalog/items/" + created.get("id").asLong();
        String owner = SHOP.token(new Caller.Merchant(1));
        String other = SHOP.token(new Caller.Merchant(2));
        String draft = draft("rights-1", "Changed");
        assertThat(put(path, draft, "").statusCode()).isEqualTo(401);
        assertThat(put(path, draft, "Bearer nonsense").statusCode()).isEqualTo(401);
        assertThat(put(path, draft, "Bearer " + owner + "x").statusCode()).isEqualTo(401);
        assertThat(put(path, draft, "Bearer " + other).statusCode()).isEqualTo(403);
        assertThat(put(path, draft, "Bearer " + owner).statusCode()).isEqualTo(200);
        problem(put(path, draft, "Bearer nonsense"));
        problem(put(path, draft, "Bearer " + other));
    }

    private static HttpResponse<String> put(String path, String draft, String authorization) {
        return SHOP.write(1, "PUT", path, draft, "Authorization", authorization);
    }

    @Test
    void eventsAreAcceptedAndCounted() {
        String path = "/api/catalog/items/33/events";
        double before = metric("catalog_item_views_total");
        assertThat(
                        SHOP.write(1, "POST", path, "{\"type\":\"view\"}", "Authorization", "")
                                .statusCode())
                .isEqualTo(202);
        assertThat(SHOP.write(1, "POST", path, "{\"type\":\"buy\"}").statusCode()).isEqualTo(400);
        assertThat(
                        SHOP.write(
                                        1,
                                        "POST",
                                        "/api/catalog/items/999999999/events",
                                        "{\"type\":\"view\"}")
                                .statusCode())
                .isEqualTo(404);
        assertThat(metric("catalog_item_views_total")).isEqualTo(before + 1);
    }

    @Test
    void metricsHaveTheContractsNames() {
        SHOP.get("/api/catalog/items/1");
        SHOP.get("/api/catalog/search?q=lamp");
        SHOP.get("/api/catalog/popular");
        String metrics = SHOP.get("/metrics").body();
        assertThat(metrics)
                .contains(
                        "catalog_http_request_duration_seconds_bucket{",
                        "catalog_http_requests_total{endpoint=\"items/{id}\"",
                        "catalog_http_request_errors_total{endpoint=\"search\",type=\"server\"} 0.0",
                        "catalog_cache_hits_total{layer=\"l1\"}",
                        "catalog_cache_hits_total{layer=\"l2\"}",
                        "catalog_cache_hits_total{layer=\"l3\"}",
                        "catalog_cache_misses_total{layer=\"l1\"}",
                        "catalog_cache_size ",
                        "catalog_search_duration_seconds_count{type=\"text\"}",
                        "catalog_searches_total{type=\"text\"}",
                        "catalog_search_results_count",
                        "catalog_recommendation_duration_seconds_count{type=\"popular\"}",
                        "catalog_recommendations_total{type=\"popular\"}",
                        "catalog_db_query_duration_seconds_bucket{entity=\"item\",operation=\"select\"",
                        "catalog_db_queries_total{",
                        "catalog_db_query_errors_total{",
                        "catalog_item_views_total",
                        "catalog_item_favorites_total",
                        "catalog_item_shares_total",
                        "headroom_cache_requests_total{cache=\"items\"",
                        "hikaricp_connections_active{",
                        "service_uptime_seconds ",
                        "http_requests_total ")
                .doesNotContainPattern("catalog_db_queries_total\\{entity=\"(?:headroom|pg)_");
        eventually("items are counted", () -> metric("catalog_active_items") > 20_000);
    }

    @Test
    void theApiIsDocumented() {
        JsonNode document = json(SHOP.get("/openapi.json"));
        List<String> paths =
                StreamSupport.stream(document.get("paths").propertyNames().spliterator(), false)
                        .toList();
        assertThat(paths)
                .contains(
                        "/api/catalog/items",
                        "/api/catalog/items/{id}",
                        "/api/catalog/items/{id}/events",
                        "/api/catalog/items/{id}/similar",
                        "/api/catalog/items/{id}/also-bought",
                        "/api/catalog/search",
                        "/api/catalog/suggestions",
                        "/api/catalog/categories",
                        "/api/catalog/popular",
                        "/api/catalog/trending",
                        "/api/catalog/recent",
                        "/api/catalog/recommendations");
        JsonNode draft = document.get("components").get("schemas").get("ItemDraft");
        assertThat(draft.get("properties").has("translations")).isTrue();
        assertThat(draft.get("required").toString()).contains("sku", "price");
        assertThat(
                        document.get("paths")
                                .get("/api/catalog/items")
                                .get("post")
                                .get("requestBody")
                                .toString())
                .contains("#/components/schemas/ItemDraft");
        assertThat(SHOP.get("/docs").statusCode()).isIn(200, 302);
        assertThat(SHOP.get("/swagger-ui/index.html").body()).contains("swagger-ui");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/", "/item/5", "/category/kitchen", "/search?q=lamp"})
    void theStorefrontAnswersAtItsAddresses(String path) {
        HttpResponse<String> response = SHOP.get(path);
        assertThat(response.statusCode()).isEqualTo(200);
        assertThat(response.body()).contains("<!doctype html>");
    }

    @Test
    void operatorsFiguresAreClosedToOthersThroughAProxy() {
        assertThat(SHOP.get("/metrics", "X-Forwarded-For", "203.0.113.9").statusCode())
                .isEqualTo(401);
        assertThat(
                        SHOP.get(
                                        "/metrics",
                                        "X-Forwarded-For",
                                        "203.0.113.9",
                                        "Authorization",
                                        "Bearer " + SHOP.operatorToken())
                                .statusCode())
                .isEqualTo(200);
    }

    private static double metric(String name) {
        return SHOP.get("/metrics")
                .body()
                .lines()
                .filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    private static List<Long> found(int node, String text) {
        List<Long> ids = new ArrayList<>();
        json(SHOP.get(node, "/api/catalog/search?q=" + text.replace(' ', '+')))
                .get("items")
                .forEach(item -> ids.add(item.get("id").asLong()));
        return ids;
    }

    private static JsonNode problem(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("application/problem+json");
        JsonNode problem = json(response);
        assertThat(problem.get("status").asInt()).isEqualTo(response.statusCode());
        for (String field : List.of("type", "title", "instance", "correlationId")) {
            assertThat(problem.has(field)).as(field).isTrue();
        }
        return problem;
    }

    private static JsonNode create(String sku, String name) {
        HttpResponse<String> response =
                SHOP.write(1, "POST", "/api/catalog/items", draft(sku, name));
        assertThat(response.statusCode()).as(response.body()).isEqualTo(201);
        assertThat(response.headers().firstValue("Location")).isPresent();
        return json(response);
    }

    private static String draft(String sku, String name) {
        return """
        {"sku":"%s","name":"%s","description":"Made by a test.","category":"mugs","merchantId":1,
         "price":{"amount":"12.95","currency":"GBP"},"stock":3,"attributes":{"Colour":"Teal"},
         "images":[],"active":true}
        """
                .formatted(sku, name);
    }
}
