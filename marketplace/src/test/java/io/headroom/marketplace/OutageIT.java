package io.headroom.marketplace;

import static io.headroom.marketplace.RunningShop.eventually;
import static io.headroom.marketplace.RunningShop.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.marketplace.RunningShop.OwnServers;
import java.net.http.HttpResponse;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// Kills the servers under the shop while it works.
class OutageIT {

    private static OwnServers servers;
    private static RunningShop shop;

    @BeforeAll
    static void start() throws Exception {
        servers = OwnServers.start();
        shop = RunningShop.on(servers);
    }

    @AfterAll
    static void stop() throws Exception {
        shop.close();
    }

    @Test
    void noRequestFailsWhenRedisIsKilledAndComesBack() throws Exception {
        AtomicBoolean over = new AtomicBoolean();
        AtomicInteger answered = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        try (ExecutorService visitors = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<?> traffic =
                    visitors.submit(() -> {
                        for (int i = 1; !over.get(); i = i % 2_000 + 1) {
                            int status = shop.get("/api/catalog/items/" + i).statusCode();
                            (status == 200 ? answered : failed).incrementAndGet();
                        }
                    });
            eventually("traffic flows", () -> answered.get() > 200);
            servers.redis().kill();
            eventually("its absence shows", () -> shopSays("redis", false));
            int beforeOutage = answered.get();
            eventually("traffic goes on", () -> answered.get() > beforeOutage + 200);
            assertThat(json(shop.get("/health/ready")).get("status").asString())
                    .isEqualTo("DEGRADED");
            servers.redis().restart();
            eventually("it is used again", () -> shopSays("redis", true));
            int afterOutage = answered.get();
            eventually("traffic goes on", () -> answered.get() > afterOutage + 200);
            over.set(true);
            traffic.get();
        }
        assertThat(failed.get()).isZero();
    }

    @Test
    void cachedReadsGoOnWithoutPostgresOthersAskToComeBackAndAllHeals() {
        String cached = "/api/catalog/items/3001";
        String cachedPage = "/api/catalog/items?category=kitchen";
        assertThat(shop.get(cached).statusCode()).isEqualTo(200);
        assertThat(shop.get(cachedPage).statusCode()).isEqualTo(200);
        servers.postgres().kill();
        eventually("its absence shows", () -> shopSays("postgres", false));

        assertThat(shop.get(cached).statusCode()).isEqualTo(200);
        assertThat(shop.get(cachedPage).statusCode()).isEqualTo(200);
        HttpResponse<String> refused = shop.get("/api/catalog/items/3002");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.headers().firstValue("Retry-After")).isPresent();
        assertThat(refused.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("application/problem+json");
        assertThat(refused.body()).doesNotContain("jdbc").doesNotContain("SQL");
        assertThat(shop.get("/health/ready").statusCode()).isEqualTo(503);
        assertThat(shop.get("/health").statusCode()).isEqualTo(200);

        servers.postgres().restart();
        eventually(
                "what was refused is answered",
                () -> shop.get("/api/catalog/items/3002").statusCode() == 200);
        eventually("the shop is ready", () -> shop.get("/health/ready").statusCode() == 200);
    }

    private static boolean shopSays(String dependency, boolean healthy) {
        return json(shop.get("/health/ready"))
                        .get("dependencies")
                        .get(dependency)
                        .get("healthy")
                        .asBoolean()
                == healthy;
    }
}
