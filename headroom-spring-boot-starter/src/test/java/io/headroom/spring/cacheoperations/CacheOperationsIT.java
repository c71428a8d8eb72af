package io.headroom.spring.cacheoperations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.cache.Cache;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.KeyCodec;
import io.headroom.cache.Loaded;
import io.headroom.cache.Loader;
import io.headroom.cache.json.JsonCodec;
import io.headroom.cache.warmup.Urgency;
import io.headroom.cache.warmup.WarmUpTask;
import io.headroom.embedded.TestServers;
import io.headroom.spring.HeadroomCacheProperties;
import io.headroom.spring.OperatorCheck;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Two nodes of a service with two caches on one Redis.
class CacheOperationsIT {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final String CACHE = "/api/v1/performance/cache";
    private static final String OPERATOR = "let-me-in";

    private static ConfigurableApplicationContext one;
    private static ConfigurableApplicationContext two;

    @BeforeAll
    static void start() {
        one = node("cache-operations");
        two = node("cache-operations");
    }

    @AfterAll
    static void stop() {
        two.close();
        one.close();
    }

    private static ConfigurableApplicationContext node(String prefix, String... more) {
        String[] settings = {
            "--server.port=0",
            "--headroom.cache.redis-url=" + TestServers.redis().url(),
            "--headroom.cache.redis.key-prefix=" + prefix,
            "--headroom.lock.key-prefix=" + prefix,
            "--headroom.cache.caches.items.ttl=1h",
            // The first question of a young JVM takes longer than the default: it would load.
            "--headroom.cache.defaults.read-budget=1s",
            "--headroom.cache.caches.items.max-entries=100",
            "--management.endpoints.access.default=none",
            "--logging.level.root=off"
        };
        SpringApplication application = new SpringApplication(Service.class);
        String[] all = Stream.of(settings, more).flatMap(Arrays::stream).toArray(String[]::new);
        return application.run(all);
    }

    @Test
    void theWarmUpOnStartLoadsWhatIsCriticalAndAnotherNodeFindsItShared() throws Exception {
        try (ConfigurableApplicationContext first =
                node("warm-start", "--headroom.cache.warm-up.on-start=critical-only")) {
            await().until(() -> warmUp(first).path("state").asString().equals("DONE"));
            assertThat(service(first).loaded).containsExactly(1L, 2L);
            await().until(() -> cache(first, "items").path("l2").path("fills").asInt() == 2);
            try (ConfigurableApplicationContext next =
                    node("warm-start", "--headroom.cache.warm-up.on-start=critical-only")) {
                await().until(() -> warmUp(next).path("state").asString().equals("DONE"));
                assertThat(warmUp(next).path("done").asInt()).isEqualTo(2);
                assertThat(service(next).loaded).as("they were shared").isEmpty();
                JsonNode items = cache(next, "items");
                assertThat(items.path("l2").path("hits").asInt()).isEqualTo(2);
                assertThat(items.path("l1").path("entries").asInt()).isEqualTo(2);
                assertThat(items.path("l1").path("maximumEntries").asInt()).isEqualTo(100);
                assertThat(items.path("ttlSeconds").asInt()).isEqualTo(3600);
                JsonNode status = read(next, "/metrics/cache/status");
                assertThat(status.path("shared").path("state").asString()).isEqualTo("closed");
            }
        }
    }

    @Test
    void oneWarmUpRunsAtATimeAndIsCancelled() throws Exception {
        assertThat(
                        ask(one, "POST", CACHE + "/warm-up", "{\"strategy\":\"comprehensive\"}")
                                .status())
                .isEqualTo(202);
        // All but the batch that waits; the other place takes the rest.
        await().until(() -> warmUp(one).path("done").asInt() == 7);
        Answer busy = ask(one, "POST", CACHE + "/warmup", "{\"strategy\":\"CRITICAL_ONLY\"}");
        assertThat(busy.status()).isEqualTo(409);
        assertThat(busy.body().path("detail").asString()).contains("COMPREHENSIVE");

        assertThat(ask(one, "DELETE", CACHE + "/warmup", "").status()).isEqualTo(202);
        service(one).go.countDown();
        await().until(() -> warmUp(one).path("state").asString().equals("CANCELLED"));
        assertThat(ask(one, "DELETE", CACHE + "/warmup", "").status()).isEqualTo(404);
    }

    @Test
    void whatIsInvalidatedByKeyTagPatternOrAllIsGoneOnEveryNode() throws Exception {
        for (ConfigurableApplicationContext node : List.of(one, two)) {
            service(node).item(1);
            service(node).item(2);
        }
        invalidate("key=items:1", "items");
        assertGone(1);
        invalidate("cache=items&key=2", "items");
        assertGone(2);
        invalidate("tag=item/1", "");
        assertGone(1);
        invalidate("pattern=items:2*", "items");
        assertGone(2);
        assertThat(ask(one, "POST", CACHE + "/clear", "{\"cache\":\"items\"}").status())
                .isEqualTo(200);
        assertGone(1);
        assertThat(ask(one, "POST", "/metrics/cache/clear", "").status()).isEqualTo(200);
        assertGone(1);
    }

    private void invalidate(String query, String cache) throws Exception {
        Answer answer = ask(one, "DELETE", CACHE + "/invalidate?" + query, "");
        assertThat(answer.status()).as(query).isEqualTo(200);
        assertThat(answer.body().path("data").path("outcome").asString()).isIn("applied", "logged");
        if (!cache.isEmpty()) {
            assertThat(answer.body().path("data").path("caches").path(0).asString())
                    .isEqualTo(cache);
        }
    }

    /// The other node has to load it anew, once it has heard.
    private void assertGone(long id) {
        Queue<Long> loaded = service(two).loaded;
        loaded.clear();
        await().until(() -> {
            service(two).item(id);
            return loaded.contains(id);
        });
    }

    @Test
    void theKeysThatAreReadMostAreNamed() throws Exception {
        for (int i = 0; i < 20_000; i++) {
            service(one).item(2);
        }
        JsonNode hottest = read(one, CACHE + "/hottest-keys?limit=1");
        assertThat(hottest.path(0).path("cache").asString()).isEqualTo("items");
        assertThat(hottest.path(0).path("key").asString()).isEqualTo("2");
        assertThat(hottest.path(0).path("reads").asLong()).isGreaterThan(1_000);
        assertThat(read(one, CACHE + "/coldest-keys?cache=items")).isNotEmpty();
    }

    @Test
    void nonsenseAndStrangersAreRefused() throws Exception {
        assertThat(
                        ask(one, "POST", CACHE + "/warmup", "{\"strategy\":\"ALL\"}")
                                .body()
                                .path("detail"))
                .hasToString(
                        "\"strategy must be one of [CRITICAL_ONLY, HIGH_FREQUENCY, RECENT_DATA, COMPREHENSIVE].\"");
        for (String query : List.of("", "?key=items:1&tag=a", "?key=nowhere:1", "?key=items:x")) {
            assertThat(ask(one, "DELETE", CACHE + "/invalidate" + query, "").status())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(ask(one, "GET", CACHE + "/hottest-keys?limit=0", "").status()).isEqualTo(400);
        assertThat(ask(one, "GET", CACHE + "/hottest-keys?cache=none", "").status()).isEqualTo(404);
        HttpRequest clear =
                HttpRequest.newBuilder(uri(one, CACHE + "/clear"))
                        .POST(BodyPublishers.noBody())
                        .build();
        assertThat(CLIENT.send(clear, BodyHandlers.ofString()).statusCode()).isEqualTo(401);
    }

    private record Answer(int status, JsonNode body) {}

    private static Answer ask(
            ConfigurableApplicationContext node, String method, String target, String body)
            throws Exception {
        HttpRequest request =
                HttpRequest.newBuilder(uri(node, target))
                        .header("Authorization", OPERATOR)
                        .header("Content-Type", "application/json")
                        .method(method, BodyPublishers.ofString(body))
                        .build();
        var response = CLIENT.send(request, BodyHandlers.ofString());
        return new Answer(response.statusCode(), JSON.readTree(response.body()));
    }

    private static URI uri(ConfigurableApplicationContext node, String target) {
        return URI.create(
                "http://127.0.0.1:"
                        + node.getEnvironment().getProperty("local.server.port")
                        + target);
    }

    private static JsonNode read(ConfigurableApplicationContext node, String target)
            throws Exception {
        Answer answer = ask(node, "GET", target, "");
        assertThat(answer.status()).as(target).isEqualTo(200);
        return answer.body().path("data");
    }

    private static JsonNode warmUp(ConfigurableApplicationContext node) throws Exception {
        return read(node, CACHE + "/warmup/status");
    }

    private static JsonNode cache(ConfigurableApplicationContext node, String name)
            throws Exception {
        for (JsonNode each : read(node, CACHE).path("caches")) {
            if (each.path("name").asString().equals(name)) {
                return each;
            }
        }
        throw new AssertionError("no cache " + name);
    }

    private static Items service(ConfigurableApplicationContext node) {
        return node.getBean(Items.class);
    }

    record Item(long id) {}

    static final class Items {
        final Queue<Long> loaded = new ConcurrentLinkedQueue<>();
        final CountDownLatch go = new CountDownLatch(1);
        private final Cache<Long, Item> cache;

        Items(HeadroomCaches caches, HeadroomCacheProperties properties) {
            cache =
                    caches.cache(
                            properties.options("items"),
                            KeyCodec.longs(),
                            JsonCodec.of(Item.class));
        }

        void item(long id) {
            var _ =
                    cache.getOrLoad(
                            id,
                            Loader.adaptive(key -> {
                                loaded.add(key);
                                return Loaded.of(new Item(key)).withTags("item/" + key);
                            }));
        }
    }

    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    static class Service {

        @Bean
        Items items(HeadroomCaches caches, HeadroomCacheProperties properties) {
            return new Items(caches, properties);
        }

        @Bean
        OperatorCheck operators() {
            return request -> OPERATOR.equals(request.getHeader("Authorization"));
        }

        @Bean
        WarmUpTask<Long> first(Items items) {
            return WarmUpTask.<Long>of(
                    "first",
                    Urgency.CRITICAL,
                    () -> List.of(1L, 2L),
                    ids -> ids.forEach(items::item));
        }

        @Bean
        WarmUpTask<Long> rest(Items items) {
            return WarmUpTask.<Long>of(
                            "rest",
                            Urgency.OTHER,
                            () -> List.of(3L, 4L, 5L, 6L, 7L, 8L),
                            ids -> {
                                if (ids.contains(4L)) {
                                    items.go.await();
                                }
                                ids.forEach(items::item);
                            })
                    .withBatch(1);
        }
    }
}
