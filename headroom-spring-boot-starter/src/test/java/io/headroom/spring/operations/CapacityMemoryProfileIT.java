package io.headroom.spring.operations;

import static io.headroom.spring.running.Answers.data;
import static io.headroom.spring.running.RunningService.OPERATIONS;
import static io.headroom.spring.running.RunningService.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.operations.Operations;
import io.headroom.spring.running.CountingService;
import io.headroom.spring.running.RunningService;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// `…/capacity`, `…/memory` and `…/profile` of a service of the starter on PostgreSQL.
class CapacityMemoryProfileIT {

    private static TestDatabase database;
    private static RunningService service;

    @BeforeAll
    static void start() {
        database = TestServers.newDatabase();
        service = run();
    }

    private static RunningService run(String... more) {
        List<String> usual = List.of("--spring.datasource.hikari.maximum-pool-size=4");
        return RunningService.start(
                CountingService.class, database, RunningService.arguments(usual, more));
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    private static HttpResponse<String> asOperator(String method, String path, String body) {
        return service.send(method, path, body, "Authorization", OPERATOR);
    }

    private static void eventually(Runnable what) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(what::run);
    }

    @Test
    void capacityIsNotKnownYetAndSaysWhy() {
        for (int i = 0; i < 50; i++) {
            service.get("/calls/count");
        }
        eventually(() -> {
            JsonNode capacity = service.data(OPERATIONS + "/capacity");
            assertThat(capacity.get("known").asBoolean()).isFalse();
            assertThat(capacity.get("reason").asString()).contains("too few samples");
            assertThat(capacity.get("sentence").asString()).startsWith("Not known yet: ");
            assertThat(capacity.has("headroom")).isFalse();
            assertThat(capacity.get("resources"))
                    .extracting(each -> each.get("name").asString())
                    .containsExactlyInAnyOrder(
                            "processor", "pool", "database", "requests", "collector");
            assertThat(capacity.get("mix"))
                    .anySatisfy(each -> {
                        assertThat(each.get("endpoint").asString()).isEqualTo("/calls/count");
                        assertThat(each.get("databaseMillis").asDouble()).isPositive();
                    });
        });
        assertThat(service.data("/metrics/capacity").has("resources")).isTrue();
        Operations operations = service.bean(Operations.class);
        eventually(() ->
                assertThat(operations.history().figures())
                        .contains("http.busy_requests", "pool.busy_connections"));
        assertThat(
                        service.bean(MeterRegistry.class)
                                .get("headroom.headroom.requests.per.second")
                                .gauge()
                                .value())
                .isNaN();
        assertThat(
                        service.bean(MeterRegistry.class)
                                .get("headroom.capacity.requests.per.second")
                                .tag("limit", "pool")
                                .gauge())
                .isNotNull();
    }

    @Test
    void memoryTellsHeapProcessAndCollections() {
        JsonNode memory = service.data(OPERATIONS + "/memory");
        assertThat(memory.get("heap").get("usedBytes").asLong()).isPositive();
        assertThat(memory.get("heap").get("maxBytes").asLong()).isPositive();
        assertThat(memory.get("residentBytes").asLong()).isPositive();
        assertThat(memory.get("nativeBytes").has("Metaspace")).isTrue();
        assertThat(memory.get("nativeBytes").has("buffers direct")).isTrue();
        assertThat(memory.get("threads").asInt()).isPositive();
        assertThat(memory.get("classes").asInt()).isPositive();
        assertThat(memory.get("leak").get("suspected").asBoolean()).isFalse();
        assertThat(memory.get("leak").get("reason").asString()).contains("not known yet");
        assertThat(service.data("/metrics/memory").has("heap")).isTrue();
    }

    @Test
    void garbageIsCollectedForOperatorsOnceAMinute() {
        assertThat(service.send("POST", OPERATIONS + "/memory/gc", "").statusCode()).isEqualTo(401);
        JsonNode collection = data(asOperator("POST", OPERATIONS + "/memory/gc", ""));
        assertThat(collection.get("heapBefore").asLong()).isPositive();
        assertThat(collection.get("heapAfter").asLong()).isPositive();
        HttpResponse<String> again = asOperator("POST", OPERATIONS + "/memory/gc", "");
        assertThat(again.statusCode()).isEqualTo(429);
        assertThat(again.headers().firstValue("Retry-After")).isPresent();
        assertThat(again.body()).contains("less than a minute ago");
    }

    @Test
    void aProfileOfTheServiceIsAFlameGraph() {
        String path = OPERATIONS + "/profile";
        assertThat(service.send("POST", path, "{}").statusCode()).isEqualTo(401);
        assertThat(asOperator("POST", path, "{\"kind\":\"wall\"}").statusCode()).isEqualTo(400);
        assertThat(asOperator("POST", path, "{\"seconds\":61}").statusCode()).isEqualTo(400);
        HttpResponse<String> begun = asOperator("POST", path, "{\"kind\":\"cpu\",\"seconds\":2}");
        assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
        String location = begun.headers().firstValue("Location").orElseThrow();
        HttpResponse<String> second = asOperator("POST", path, "{\"kind\":\"lock\"}");
        assertThat(second.statusCode()).isEqualTo(409);
        assertThat(second.body()).contains("is under way");
        assertThat(service.get(location).statusCode()).isEqualTo(202);
        eventually(() -> {
            HttpResponse<String> page = service.get(location);
            assertThat(page.statusCode()).isEqualTo(200);
            assertThat(page.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/html");
            assertThat(page.headers().allValues("Content-Security-Policy"))
                    .singleElement()
                    .asString()
                    .contains("default-src 'none'", "script-src 'sha256-");
            assertThat(page.body()).contains("<canvas").doesNotContain("<script src");
        });
        assertThat(service.data(path)).isNotEmpty();
        assertThat(service.get(path + "/none").statusCode()).isEqualTo(404);
    }

    @Test
    void nonsenseStopsTheStartAndNamesTheProperty() {
        assertThatThrownBy(() -> run("--headroom.operations.capacity.processor-limit=1.5"))
                .rootCause()
                .hasMessageContaining("headroom.operations.capacity.processor-limit must be");
        assertThatThrownBy(() -> run("--headroom.operations.memory.search-for=10m"))
                .rootCause()
                .hasMessageContaining("searchFor must be from 1 s to 5 min");
    }

    @Test
    void eachCanBeSwitchedOff() {
        try (RunningService off =
                run(
                        "--headroom.operations.capacity.enabled=false",
                        "--headroom.operations.memory.enabled=false",
                        "--headroom.operations.profile.enabled=false")) {
            assertThat(off.context().containsBean("headroomCapacityEngine")).isFalse();
            assertThat(off.context().containsBean("headroomMemoryWatch")).isFalse();
            assertThat(off.context().containsBean("headroomProfiler")).isFalse();
        }
    }
}
