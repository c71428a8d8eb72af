package io.headroom.marketplace;

import static io.headroom.marketplace.RunningShop.eventually;
import static io.headroom.marketplace.RunningShop.json;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The shop fills its caches.
class WarmUpIT {

    private static final RunningShop SHOP = SharedShop.get();
    private static final String CACHE = "/api/v1/performance/cache";

    private static JsonNode status() {
        return json(SHOP.get(CACHE + "/warmup/status")).get("data");
    }

    @Test
    void everyTaskOfTheShopLoadsAllItsKeysAndWhatWasColdIsWarm() {
        var _ = SHOP.write(1, "POST", CACHE + "/clear", "{}");
        String comprehensive = "{\"strategy\":\"COMPREHENSIVE\"}";
        assertThat(SHOP.write(1, "POST", CACHE + "/warmup", comprehensive).statusCode())
                .isEqualTo(202);
        eventually("the warm-up is done", () -> status().get("state").asString().equals("DONE"));

        List<String> tasks = new ArrayList<>();
        status().get("tasks").forEach(task -> tasks.add(task.get("name").asString()));
        assertThat(tasks).containsExactly("front-page", "popular-items", "recent-items", "cards");
        assertThat(status().get("failed").asInt()).as(status().toString()).isZero();
        assertThat(status().get("done").asInt()).isEqualTo(status().get("keys").asInt());
        assertThat(SHOP.get("/api/catalog/popular").headers().firstValue("Cache-Status"))
                .hasValueSatisfying(said -> assertThat(said).contains("headroom-l1; hit"));
    }
}
