package io.headroom.marketplace;

import static io.headroom.marketplace.RunningShop.eventually;
import static io.headroom.marketplace.RunningShop.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// What a write of one item leaves in the caches of both nodes, and what it does not.
class ExactInvalidationIT {

    private static final RunningShop SHOP = SharedShop.get();
    private static final String LISTS = "/api/catalog/items?category=";

    private static final List<String> UNTOUCHED_BY_ANY_WRITE =
            List.of(
                    "/api/catalog/items/21",
                    LISTS + "garden",
                    LISTS + "garden&sort=price",
                    LISTS + "mugs&brand=nobody");

    @Test
    void aNewPriceDropsTheItemAndWhatIsOrderedByPriceAndNothingElse() {
        JsonNode item = create("exact-price");
        String path = "/api/catalog/items/" + item.get("id").asLong();
        List<String> kept = new ArrayList<>(UNTOUCHED_BY_ANY_WRITE);
        kept.addAll(
                List.of(
                        LISTS + "mugs",
                        LISTS + "kitchen&sort=name",
                        "/api/catalog/categories",
                        "/api/catalog/popular",
                        "/api/catalog/recommendations?customer=1",
                        "/api/catalog/suggestions?q=ket",
                        "/api/catalog/search?q=lawn&category=garden"));
        List<String> dropped =
                List.of(
                        path,
                        LISTS + "mugs&sort=price",
                        LISTS + "tableware&maxPrice=20",
                        LISTS + "kitchen&sort=-price");
        warm(kept);
        warm(dropped);

        assertThat(SHOP.write(1, "PUT", path, draft("exact-price", "13.95", 3)).statusCode())
                .isEqualTo(200);

        assertKept(kept);
        assertDropped(dropped);
        assertThat(json(SHOP.get(2, path)).get("version").asInt()).isEqualTo(2);
    }

    @Test
    void anotherStockDropsTheItemAloneButIsShownInEveryList() {
        JsonNode item = create("exact-stock");
        long id = item.get("id").asLong();
        List<String> kept = new ArrayList<>(UNTOUCHED_BY_ANY_WRITE);
        String newest = LISTS + "mugs";
        kept.addAll(
                List.of(
                        newest,
                        LISTS + "mugs&sort=price&inStock=true",
                        "/api/catalog/recent",
                        "/api/catalog/search?q=exacting+mug"));
        warm(kept);

        assertThat(
                        SHOP.write(
                                        2,
                                        "PUT",
                                        "/api/catalog/items/" + id,
                                        draft("exact-stock", "12.95", 77))
                                .statusCode())
                .isEqualTo(200);

        for (int node : List.of(1, 2)) {
            for (String list : List.of(newest, "/api/catalog/recent")) {
                HttpResponse<String> answer = SHOP.get(node, list);
                assertThat(cacheStatus(answer)).as(list).contains("hit");
                assertThat(json(answer).get("items").valueStream())
                        .as(list)
                        .anySatisfy(card -> {
                            assertThat(card.get("id").asLong()).isEqualTo(id);
                            assertThat(card.get("stock").asInt()).isEqualTo(77);
                        });
            }
        }
        assertKept(kept);
    }

    @Test
    void aNewNameIsFoundOnEveryNodeAtOnceAndADeletedItemOnNone() {
        JsonNode item = create("exact-name");
        long id = item.get("id").asLong();
        String path = "/api/catalog/items/" + id;
        String search = "/api/catalog/search?q=quixotically";
        warm(List.of(search));
        String renamed =
                draft("exact-name", "12.95", 3).replace("Exacting mug", "Quixotically blue");
        assertThat(SHOP.write(1, "PUT", path, renamed).statusCode()).isEqualTo(200);
        for (int node : List.of(1, 2)) {
            assertThat(json(SHOP.get(node, search)).get("items").size()).isEqualTo(1);
        }
        warm(List.of(search, LISTS + "garden"));

        assertThat(SHOP.write(2, "DELETE", path, "").statusCode()).isEqualTo(204);

        for (int node : List.of(1, 2)) {
            assertThat(json(SHOP.get(node, search)).get("items").size()).isZero();
            assertThat(SHOP.get(node, path).statusCode()).isEqualTo(404);
        }
        assertKept(List.of(LISTS + "garden"));
    }

    private static void warm(List<String> paths) {
        for (String path : paths) {
            for (int node : List.of(1, 2)) {
                eventually(
                        "node " + node + " has " + path,
                        () -> isHit(cacheStatus(SHOP.get(node, path))));
            }
        }
    }

    private static void assertKept(List<String> paths) {
        for (String path : paths) {
            for (int node : List.of(1, 2)) {
                assertThat(cacheStatus(SHOP.get(node, path)))
                        .as("node %d, %s", node, path)
                        .matches(ExactInvalidationIT::isHit, "a hit on this node");
            }
        }
    }

    /// The second node may find what the first has loaded anew.
    private static void assertDropped(List<String> paths) {
        for (String path : paths) {
            assertThat(cacheStatus(SHOP.get(1, path))).as(path).contains("miss");
            assertThat(cacheStatus(SHOP.get(2, path)))
                    .as(path)
                    .matches(status -> !isHit(status), "no hit on this node");
        }
    }

    /// The whole answer was kept, or what it is made of.
    private static boolean isHit(String status) {
        return status.startsWith("headroom-response; hit") || status.startsWith("headroom-l1; hit");
    }

    private static String cacheStatus(HttpResponse<String> answer) {
        return answer.headers().firstValue("Cache-Status").orElse("");
    }

    private static JsonNode create(String sku) {
        HttpResponse<String> answer =
                SHOP.write(1, "POST", "/api/catalog/items", draft(sku, "12.95", 3));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        return json(answer);
    }

    private static String draft(String sku, String price, int stock) {
        return """
        {"sku":"%s","name":"Exacting mug","description":"Made by a test.","category":"mugs","merchantId":1,
         "price":{"amount":"%s","currency":"GBP"},"stock":%d,"attributes":{},"images":[],"active":true}
        """
                .formatted(sku, price, stock);
    }
}
