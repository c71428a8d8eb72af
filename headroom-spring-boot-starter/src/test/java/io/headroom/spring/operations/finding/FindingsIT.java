package io.headroom.spring.operations.finding;

import static io.headroom.spring.running.Answers.find;
import static io.headroom.spring.running.RunningService.OPERATIONS;
import static io.headroom.spring.running.RunningService.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.cache.Cache;
import io.headroom.cache.CacheOptions;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.L1Limit;
import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.spring.OperatorCheck;
import io.headroom.spring.running.RunningService;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// A service of the starter on PostgreSQL with a cache that is too small and a route that fails.
class FindingsIT {

    private static final long BETWEEN_NANOS = 10_000_000;
    private static final String FINDING = "cache-too-small-items";

    @TempDir private static Path folder;

    private static TestDatabase database;
    private static RunningService service;
    private static final AtomicBoolean WORKS = new AtomicBoolean(true);
    private static Thread load;

    @BeforeAll
    static void start() {
        // A cache is only let grow in a heap that has room, and other tests of this process leave
        // garbage behind that small collections do not find.
        System.gc();
        WORKS.set(true);
        database = TestServers.newDatabase();
        service = run();
        load = Thread.ofPlatform().start(FindingsIT::work);
    }

    private static RunningService run() {
        return RunningService.start(
                Service.class,
                database,
                "--headroom.data=" + folder,
                "--headroom.operations.audit.changes-per-minute=30");
    }

    @AfterAll
    static void stop() throws InterruptedException {
        WORKS.set(false);
        load.join();
        service.close();
        database.close();
    }

    /// A hundred requests a second, however fast they are answered: what is judged is compared at
    /// equal load.
    private static void work() {
        Random random = new Random(1);
        long due = System.nanoTime();
        while (WORKS.get()) {
            due = Math.max(due + BETWEEN_NANOS, System.nanoTime() - BETWEEN_NANOS);
            LockSupport.parkNanos(due - System.nanoTime());
            try {
                service.get("/items/" + random.nextInt(160));
                if (random.nextInt(10) == 0) {
                    service.get("/fails");
                }
            } catch (UncheckedIOException restarting) {
                Thread.onSpinWait();
            }
        }
    }

    private static HttpResponse<String> change(String path, String body) {
        return service.send("POST", OPERATIONS + path, body, "Authorization", OPERATOR);
    }

    private static JsonNode data(String path) {
        return service.data(OPERATIONS + path);
    }

    private static JsonNode finding(String id) {
        return find(data("/findings").get("findings"), "id", id)
                .orElseThrow(() -> new AssertionError(id + " is not in " + data("/findings")));
    }

    private static void eventually(Runnable what) {
        await().atMost(Duration.ofSeconds(60)).untilAsserted(what::run);
    }

    @Test
    void aFindingIsShownAppliedOnceAndUndoneAfterARestart() {
        eventually(() -> finding(FINDING));
        JsonNode finding = finding(FINDING);
        assertThat(finding.get("component").asString()).isEqualTo("cache");
        assertThat(finding.get("evidence")).hasSizeGreaterThan(2);
        assertThat(finding.get("causes").toString())
                .contains("GET /items/{id}")
                .contains("resource");
        JsonNode action = finding.get("actions").get(0);
        assertThat(action.get("prediction").get("figure").asString())
                .isEqualTo("cache.load_ratio.items");
        // What an action brought is judged by what was before it.
        await().atMost(Duration.ofMinutes(2)).until(FindingsIT::secondsKnown, known -> known > 50);

        String path = "/findings/" + FINDING;
        assertThat(service.send("POST", OPERATIONS + path + "/apply", "").statusCode())
                .isEqualTo(401);
        HttpResponse<String> dry = change(path + "/apply", "{\"dryRun\":true}");
        assertThat(dry.statusCode()).as(dry.body()).isEqualTo(200);
        assertThat(dry.body()).contains("instead of 50");
        assertThat(limit()).isEqualTo(50);

        String apply = "{\"action\":\"" + action.get("id").asString() + "\"}";
        HttpResponse<String> applied = change(path + "/apply", apply);
        assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
        assertThat(limit()).isEqualTo(200);
        HttpResponse<String> again = change(path + "/apply", apply);
        assertThat(again.statusCode()).isEqualTo(409);
        assertThat(again.body()).contains("applied already");
        assertThat(change("/findings/unknown/apply", "").statusCode()).isEqualTo(404);

        eventually(() -> assertThat(data("/findings").get("recent").toString()).contains(FINDING));
        await().atMost(Duration.ofSeconds(150))
                .untilAsserted(() ->
                        assertThat(data("/findings").get("changes").get(0).get("state").asString())
                                .isEqualTo("CONFIRMED"));
        JsonNode change = data("/findings").get("changes").get(0);
        assertThat(change.get("change").asDouble()).isNegative();
        assertThat(change.get("pValue").asDouble()).isLessThan(0.01);

        service.close();
        service = run();
        eventually(() -> assertThat(limit()).isEqualTo(200));
        assertThat(change(path + "/undo", "").statusCode()).isEqualTo(200);
        assertThat(limit()).isEqualTo(50);
        assertThat(change(path + "/undo", "").statusCode()).isEqualTo(409);
    }

    private static long secondsKnown() {
        JsonNode series =
                data("/history?duration=2&step=1&figures=cache.load_ratio.items")
                        .get("series")
                        .get(0);
        return StreamSupport.stream(series.get("values").spliterator(), false)
                .filter(value -> !value.isNull())
                .count();
    }

    private static long limit() {
        L1Limit limit =
                service.bean(HeadroomCaches.class).find("items").orElseThrow().options().l1();
        return limit instanceof L1Limit.Entries(long maximum) ? maximum : -1;
    }

    @Test
    void aRouteThatFailsIsFoundWithTheExceptionsPlace() {
        eventually(() ->
                assertThat(data("/findings").toString())
                        .contains("exception-storm")
                        .contains("IllegalStateException")
                        .contains("GET /fails"));
    }

    @Test
    void autoTuneExplainsAndIsForOperatorsOnly() {
        assertThat(service.send("POST", OPERATIONS + "/optimization/auto-tune", "").statusCode())
                .isEqualTo(401);
        HttpResponse<String> plan = change("/optimization/auto-tune", "{\"dryRun\":true}");
        assertThat(plan.statusCode()).isEqualTo(200);
        assertThat(plan.body()).contains("\"dryRun\":true").contains("conclusion");
    }

    @Test
    void everyChangeLeavesAnEntryWithoutSecretsAndTooManyAreRefused() {
        change(
                "/findings/nothing/apply?password=hunter2",
                "{\"token\":\"abc\",\"action\":\"seven\"}");
        String trail = data("/audit").toString();
        assertThat(trail).contains("/findings/nothing/apply").contains("seven").contains("***");
        assertThat(trail).contains("\"operator\":\"operator\"").contains("\"status\":404");
        assertThat(trail).doesNotContain("hunter2").doesNotContain("abc\"");
        HttpResponse<String> last = change("/stats/nothing", "");
        for (int i = 0; i < 60 && last.statusCode() != 429; i++) {
            last =
                    service.send(
                            "POST",
                            OPERATIONS + "/stats/nothing",
                            "",
                            "Authorization",
                            "let-him-in");
        }
        assertThat(last.statusCode()).isEqualTo(429);
        assertThat(last.headers().firstValue("Retry-After")).isPresent();
        assertThat(last.headers().firstValue("Content-Type").orElse(""))
                .contains("application/problem+json");
    }

    /// The service.
    @EnableAutoConfiguration
    @RestController
    static class Service {

        private final JdbcClient jdbc;
        private final Cache<Long, String> items;

        Service(JdbcClient jdbc, HeadroomCaches caches) {
            this.jdbc = jdbc;
            this.items = caches.localCache(CacheOptions.named("items").withL1MaximumEntries(50));
        }

        @Bean
        static OperatorCheck operators() {
            return request -> {
                String token = request.getHeader("Authorization");
                return OPERATOR.equals(token) || "let-him-in".equals(token);
            };
        }

        @GetMapping("/items/{id}")
        String item(@PathVariable long id) {
            return String.valueOf(
                    items.getOrLoad(
                            id,
                            key ->
                                    jdbc.sql("SELECT pg_sleep(0.004)::text || ?")
                                            .param(key)
                                            .query(String.class)
                                            .single()));
        }

        @GetMapping("/fails")
        String fails() {
            throw new IllegalStateException("as it should");
        }
    }
}
