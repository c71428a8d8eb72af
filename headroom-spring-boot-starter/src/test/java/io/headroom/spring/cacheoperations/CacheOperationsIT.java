package io.headroom.spring.cacheoperations;

import static io.headroom.spring.running.Answers.data;
import static io.headroom.spring.running.Answers.detail;
import static io.headroom.spring.running.Answers.find;
import static io.headroom.spring.running.Answers.json;
import static io.headroom.spring.running.RunningService.OPERATIONS;
import static io.headroom.spring.running.RunningService.OPERATOR;
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
import io.headroom.spring.running.RunningService;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.JsonNode;

/// Two nodes of a service with two caches on one Redis.
class CacheOperationsIT {

    private static final String CACHE = OPERATIONS + "/cache";

    private static RunningService one;
    private static RunningService two;

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

    private static RunningService node(String prefix, String... more) {
        List<String> usual =
                List.of(
                        "--headroom.cache.redis-url=" + TestServers.redis().url(),
                        "--headroom.cache.redis.key-prefix=" + prefix,
                        "--headroom.lock.key-prefix=" + prefix,
                        "--headroom.cache.caches.items.ttl=1h",
                        // The first question of a young JVM takes longer than the default: it would
                        // load.
                        "--headroom.cache.defaults.read-budget=1s",
                        "--headroom.cache.caches.items.max-entries=100");
        return RunningService.start(Service.class, RunningService.arguments(usual, more));
    }

    @Test
    void theWarmUpOnStartLoadsWhatIsCriticalAndAnotherNodeFindsItShared() {
        try (RunningService first =
                node("warm-start", "--headroom.cache.warm-up.on-start=critical-only")) {
            await().until(() -> warmUp(first).path("state").asString().equals("DONE"));
            assertThat(service(first).loaded).containsExactly(1L, 2L);
            await().until(() -> cache(first, "items").path("l2").path("fills").asInt() == 2);
            try (RunningService next =
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
    void oneWarmUpRunsAtATimeAndIsCancelled() {
        assertThat(
                        ask(one, "POST", CACHE + "/warm-up", "{\"strategy\":\"comprehensive\"}")
                                .statusCode())
                .isEqualTo(202);
        // All but the batch that waits; the other place takes the rest.
        await().until(() -> warmUp(one).path("done").asInt() == 7);
        HttpResponse<String> busy =
                ask(one, "POST", CACHE + "/warmup", "{\"strategy\":\"CRITICAL_ONLY\"}");
        assertThat(busy.statusCode()).isEqualTo(409);
        assertThat(detail(busy)).contains("COMPREHENSIVE");

        assertThat(ask(one, "DELETE", CACHE + "/warmup", "").statusCode()).isEqualTo(202);
        service(one).go.countDown();
        await().until(() -> warmUp(one).path("state").asString().equals("CANCELLED"));
        assertThat(ask(one, "DELETE", CACHE + "/warmup", "").statusCode()).isEqualTo(404);
    }

    @Test
    void whatIsInvalidatedByKeyTagPatternOrAllIsGoneOnEveryNode() {
        for (RunningService node : List.of(one, two)) {
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
        assertThat(ask(one, "POST", CACHE + "/clear", "{\"cache\":\"items\"}").statusCode())
                .isEqualTo(200);
        assertGone(1);
        assertThat(ask(one, "POST", "/metrics/cache/clear", "").statusCode()).isEqualTo(200);
        assertGone(1);
    }

    private void invalidate(String query, String cache) {
        HttpResponse<String> answer = ask(one, "DELETE", CACHE + "/invalidate?" + query, "");
        assertThat(answer.statusCode()).as(query).isEqualTo(200);
        JsonNode done = json(answer).path("data");
        assertThat(done.path("outcome").asString()).isIn("applied", "logged");
        if (!cache.isEmpty()) {
            assertThat(done.path("caches").path(0).asString()).isEqualTo(cache);
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
    void theKeysThatAreReadMostAreNamed() {
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
    void nonsenseAndStrangersAreRefused() {
        assertThat(detail(ask(one, "POST", CACHE + "/warmup", "{\"strategy\":\"ALL\"}")))
                .isEqualTo(
                        "strategy must be one of [CRITICAL_ONLY, HIGH_FREQUENCY, RECENT_DATA, COMPREHENSIVE].");
        for (String query : List.of("", "?key=items:1&tag=a", "?key=nowhere:1", "?key=items:x")) {
            assertThat(ask(one, "DELETE", CACHE + "/invalidate" + query, "").statusCode())
                    .as(query)
                    .isEqualTo(400);
        }
        assertThat(ask(one, "GET", CACHE + "/hottest-keys?limit=0", "").statusCode())
                .isEqualTo(400);
        assertThat(ask(one, "GET", CACHE + "/hottest-keys?cache=none", "").statusCode())
                .isEqualTo(404);
        assertThat(one.ask("POST", CACHE + "/clear").statusCode()).isEqualTo(401);
    }

    private static HttpResponse<String> ask(
            RunningService node, String method, String path, String body) {
        return node.send(method, path, body, "Authorization", OPERATOR);
    }

    private static JsonNode read(RunningService node, String path) {
        return data(ask(node, "GET", path, ""));
    }

    private static JsonNode warmUp(RunningService node) {
        return read(node, CACHE + "/warmup/status");
    }

    private static JsonNode cache(RunningService node, String name) {
        return find(read(node, CACHE).path("caches"), "name", name)
                .orElseThrow(() -> new AssertionError("no cache " + name));
    }

    private static Items service(RunningService node) {
        return node.bean(Items.class);
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
