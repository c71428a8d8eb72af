package io.headroom.spring.operations.calls;

import static io.headroom.spring.running.Answers.data;
import static io.headroom.spring.running.Answers.detail;
import static io.headroom.spring.running.Answers.find;
import static io.headroom.spring.running.Answers.json;
import static io.headroom.spring.running.RunningService.OPERATIONS;
import static io.headroom.spring.running.RunningService.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.cache.Cache;
import io.headroom.cache.CacheOptions;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.KeyCodec;
import io.headroom.cache.json.JsonCodec;
import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.jobs.Jobs;
import io.headroom.spring.running.CountingService;
import io.headroom.spring.running.RunningService;
import io.headroom.spring.running.Sql;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.core.DefaultParameterNameDiscoverer;
import org.springframework.core.MethodParameter;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.method.HandlerMethod;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;
import org.yaml.snakeyaml.Yaml;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// A service with all that the starter has, on PostgreSQL and Redis.
class OperationsCallsIT {

    private static final String PREFIX = "operations-calls";

    private static TestDatabase database;
    private static RunningService service;

    @BeforeAll
    static void start() throws Exception {
        database = TestServers.newDatabase();
        Sql.execute(
                database.dataSource(),
                Sql.script(Jobs.class, "headroom_jobs.sql"),
                "CREATE EXTENSION IF NOT EXISTS pg_stat_statements");
        service =
                RunningService.start(
                        CountingService.class,
                        database,
                        "--spring.datasource.hikari.maximum-pool-size=4",
                        "--headroom.cache.redis-url=" + TestServers.redis().url(),
                        "--headroom.cache.redis.key-prefix=" + PREFIX,
                        "--headroom.lock.key-prefix=" + PREFIX,
                        "--headroom.jobs.queues.probe.retry.retries=0",
                        "--headroom.postgres.statements.interval=1s",
                        "--headroom.operations.benchmarks.busy-cpu=1",
                        "--headroom.operations.benchmarks.warm-up=20ms",
                        "--headroom.operations.benchmarks.round=20ms");
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    private static HttpResponse<String> asOperator(String method, String path) {
        return service.ask(method, path, "Authorization", OPERATOR);
    }

    private static JsonNode endpoint(String pattern) {
        return find(service.data(OPERATIONS + "/endpoints").get("endpoints"), "endpoint", pattern)
                .orElse(MissingNode.getInstance());
    }

    private static double requestsInPrometheus() {
        return service.get("/metrics")
                .body()
                .lines()
                .filter(line ->
                        line.startsWith(
                                "headroom_http_request_duration_seconds_count{endpoint=\"/calls/count\""))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))))
                .sum();
    }

    // The document.

    private static Map<String, Object> document() {
        try (InputStream text =
                OperationsCallsIT.class.getResourceAsStream(
                        "/io/headroom/spring/operations/openapi.yaml")) {
            return new Yaml().load(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(@Nullable Object value) {
        return (Map<String, Object>) Objects.requireNonNull(value);
    }

    private static boolean isOpen(Object operation) {
        List<?> security = (List<?>) map(operation).getOrDefault("security", List.of());
        return security.contains(Map.of());
    }

    /// `METHOD path?parameters` of all calls that the document has.
    private static Set<String> described() {
        Set<String> calls = new TreeSet<>();
        map(document().get("paths"))
                .forEach((path, item) ->
                        map(item)
                                .forEach((method, operation) -> {
                                    List<?> parameters =
                                            (List<?>)
                                                    map(operation)
                                                            .getOrDefault("parameters", List.of());
                                    Set<String> names = new TreeSet<>();
                                    parameters.forEach(each ->
                                            names.add(String.valueOf(map(each).get("name"))));
                                    calls.add(method + " " + path + names);
                                }));
        return calls;
    }

    private static Map<String, HandlerMethod> mapped() {
        Map<String, HandlerMethod> calls = new TreeMap<>();
        service.context()
                .getBean("requestMappingHandlerMapping", RequestMappingHandlerMapping.class)
                .getHandlerMethods()
                .forEach((info, handler) ->
                        info.getPatternValues()
                                .forEach(pattern ->
                                        info.getMethodsCondition()
                                                .getMethods()
                                                .forEach(method ->
                                                        calls.put(
                                                                method.name()
                                                                                .toLowerCase(
                                                                                        Locale.ROOT)
                                                                        + " "
                                                                        + pattern.replaceAll(
                                                                                ":[^}/]+}", "}"),
                                                                handler))));
        return calls;
    }

    private static Set<String> parameters(String call, HandlerMethod handler) {
        Set<String> names = new TreeSet<>();
        DefaultParameterNameDiscoverer discoverer = new DefaultParameterNameDiscoverer();
        for (MethodParameter parameter : handler.getMethodParameters()) {
            parameter.initParameterNameDiscovery(discoverer);
            RequestParam asked = parameter.getParameterAnnotation(RequestParam.class);
            if (asked != null || parameter.hasParameterAnnotation(PathVariable.class)) {
                names.add(
                        asked == null || asked.name().isEmpty()
                                ? String.valueOf(parameter.getParameterName())
                                : asked.name());
            }
        }
        Pattern.compile("\\{(\\w+)}")
                .matcher(call)
                .results()
                .forEach(each -> names.add(each.group(1)));
        return names;
    }

    @Test
    void everyCallIsInTheDocumentAndEveryCallOfTheDocumentIsThere() {
        Set<String> there = new TreeSet<>();
        mapped().forEach((call, handler) -> {
            if (call.contains(" " + OPERATIONS + "/")) {
                there.add(call + parameters(call, handler));
            }
        });
        assertThat(there).hasSizeGreaterThan(60);
        assertThat(described()).isEqualTo(there);
    }

    @Test
    void everyCallAnswersUnderMetricsToo() {
        Set<String> calls = mapped().keySet();
        List<String> without =
                calls.stream()
                        .filter(call -> call.contains(" " + OPERATIONS + "/"))
                        .filter(call -> !call.contains(OPERATIONS + "/metrics/"))
                        .filter(call -> !calls.contains(call.replace(OPERATIONS, "/metrics")))
                        .toList();
        assertThat(without).isEmpty();
    }

    @Test
    void everyCallOfTheDocumentSaysWhatItDoesWhoMayAndWhatCanGoWrong() {
        map(document().get("paths"))
                .forEach((path, item) ->
                        map(item)
                                .forEach((method, operation) -> {
                                    Map<String, Object> call = map(operation);
                                    assertThat(String.valueOf(call.get("summary"))).isNotBlank();
                                    assertThat(map(call.get("responses")))
                                            .as(method + " " + path)
                                            .containsKeys("401", "403");
                                    assertThat(isOpen(operation))
                                            .as(method + " " + path)
                                            .isEqualTo(
                                                    method.equals("get")
                                                            || path.endsWith("/query-plan"));
                                }));
    }

    /// A call that changes nothing is refused without the token where the document says so.
    @Test
    void everyChangingCallOfTheDocumentNeedsTheToken() {
        map(document().get("paths"))
                .forEach((path, item) ->
                        map(item)
                                .forEach((method, operation) -> {
                                    if (!isOpen(operation)) {
                                        String call =
                                                path.replace("{change}", "pause")
                                                        .replaceAll("\\{\\w+}", "7");
                                        String verb = method.toUpperCase(Locale.ROOT);
                                        assertThat(service.send(verb, call, "{}").statusCode())
                                                .as(method + " " + path)
                                                .isIn(401, 429);
                                    }
                                }));
    }

    // Resetting.

    @Test
    void aResetBeginsTheFiguresAnewAndPrometheusGoesOn() {
        Cache<String, String> cache =
                service.bean(HeadroomCaches.class)
                        .cache(
                                CacheOptions.named("reset-probe"),
                                KeyCodec.strings(),
                                JsonCodec.of(String.class));
        for (int i = 0; i < 7; i++) {
            service.get("/calls/count");
            var _ = cache.get("absent");
        }
        await().until(() -> endpoint("/calls/count").path("totalRequests").asInt() == 7);
        await().until(() -> requestsInPrometheus() == 7);
        Instant since =
                Instant.parse(service.data(OPERATIONS + "/endpoints").get("since").asString());

        JsonNode report = data(asOperator("POST", OPERATIONS + "/stats/reset?scope=endpoints"));
        assertThat(report.get("reset")).hasSize(1);
        assertThat(Instant.parse(report.get("reset").get(0).get("countedSince").asString()))
                .isEqualTo(since);
        assertThat(report.get("untouched").asString()).contains("Prometheus");
        assertThat(endpoint("/calls/count").has("totalRequests")).isFalse();
        assertThat(Instant.parse(service.data(OPERATIONS + "/endpoints").get("since").asString()))
                .isAfter(since);
        assertThat(requestsInPrometheus()).isEqualTo(7);
        assertThat(probe().get("l1").get("misses").asInt()).isEqualTo(7);

        HttpResponse<String> all = asOperator("POST", "/metrics/stats/reset");
        assertThat(json(all).get("data").get("reset"))
                .extracting(each -> each.get("scope").asString())
                .containsExactly("cache", "endpoints", "statements");
        assertThat(probe().get("l1").get("misses").asInt()).isZero();
        assertThat(cache.statistics().l1().misses()).as("the cache itself counts on").isEqualTo(7);
        Instant now = Instant.parse(service.data(OPERATIONS + "/cache").get("since").asString());
        assertThat(now).isAfter(since);
        assertThat(Instant.parse(service.data(OPERATIONS + "/query-stats").get("since").asString()))
                .isAfter(since);
        assertThat(service.data(OPERATIONS + "/audit").get("entries"))
                .anySatisfy(entry -> {
                    assertThat(entry.get("path").asString()).isEqualTo(OPERATIONS + "/stats/reset");
                    assertThat(entry.get("parameters").get("scope").asString())
                            .isEqualTo("endpoints");
                    assertThat(entry.get("status").asInt()).isEqualTo(200);
                });
    }

    private static JsonNode probe() {
        return find(service.data(OPERATIONS + "/cache").get("caches"), "name", "reset-probe")
                .orElseThrow();
    }

    @Test
    void aResetIsTheOperatorsAndNamesWhatCanBeReset() {
        assertThat(service.ask("POST", OPERATIONS + "/stats/reset").statusCode()).isEqualTo(401);
        assertThat(
                        service.ask("POST", OPERATIONS + "/stats/reset", "Authorization", "x")
                                .statusCode())
                .isEqualTo(403);
        HttpResponse<String> unknown =
                asOperator("POST", OPERATIONS + "/stats/reset?scope=cache,all");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(detail(unknown)).contains("[cache, endpoints, statements]");
        assertThat(asOperator("GET", OPERATIONS + "/stats/reset").statusCode()).isEqualTo(405);
    }

    // Searching.

    @Test
    void aServiceWithoutASearchSaysSo() {
        for (String path :
                List.of(OPERATIONS + "/search/performance", "/metrics/search/performance")) {
            HttpResponse<String> answer = service.get(path);
            assertThat(answer.statusCode()).isEqualTo(501);
            assertThat(detail(answer)).contains("no search");
            assertThat(service.get(path, "X-Forwarded-For", "192.0.2.1").statusCode())
                    .isEqualTo(401);
        }
    }

    // Benchmarks.

    @ParameterizedTest
    @CsvSource({
        "json, write;read",
        "cache, l1-hit;l2-round-trip",
        "database, pool-acquire;round-trip;commit",
        "redis, ping;ping-pipelined",
        "lock, efficient;strict"
    })
    void aBenchmarkMeasuresAndLeavesNothingBehind(String type, String operations) {
        List<@Nullable String> tables = tables();
        JsonNode run =
                await().atMost(Duration.ofSeconds(40))
                        .until(() -> started(type), each -> !each.isMissingNode());
        JsonNode done =
                await().atMost(Duration.ofSeconds(40))
                        .until(
                                () -> service.data(run.get("location").asString()),
                                each -> !each.get("state").asString().equals("running"));
        assertThat(done.get("state").asString()).as(done.toString()).isEqualTo("done");
        assertThat(done.get("by").asString()).isEqualTo("operator");
        assertThat(done.get("results"))
                .extracting(each -> each.get("operation").asString())
                .containsExactly(operations.split(";"));
        assertThat(done.get("results"))
                .allSatisfy(each -> {
                    assertThat(each.get("medianMicros").asDouble()).isPositive();
                    assertThat(each.get("p99Micros").asDouble())
                            .isGreaterThanOrEqualTo(each.get("medianMicros").asDouble());
                    assertThat(each.get("operationsPerSecond").asDouble()).isPositive();
                    assertThat(each.get("rounds").asInt()).isEqualTo(5);
                });
        assertThat(tables()).isEqualTo(tables);
        assertThat(keys().stream().filter(key -> key.contains("benchmark")))
                .as("the last token of a lock, which is gone after a day")
                .allMatch(key -> type.equals("lock") && key.endsWith(":token"));
        assertThat(sessions()).isZero();
        assertThat(service.data(OPERATIONS + "/benchmarks").get("runs").get(0).get("id"))
                .isEqualTo(done.get("id"));
    }

    private static JsonNode started(String type) {
        HttpResponse<String> answer =
                asOperator("POST", OPERATIONS + "/benchmarks/run?benchmark_type=" + type);
        if (answer.statusCode() != 202) {
            assertThat(answer.statusCode())
                    .as("another one runs, or the service is busy this second: " + answer.body())
                    .isIn(409, 503);
            return MissingNode.getInstance();
        }
        JsonNode run = json(answer).get("data");
        assertThat(answer.headers().firstValue("Location"))
                .hasValue(run.get("location").asString());
        return run;
    }

    private static List<String> keys() {
        try (var client = RedisClient.create(TestServers.redis().url());
                var connection = client.connect()) {
            return connection.sync().keys("*");
        }
    }

    private static List<@Nullable String> tables() {
        return service.bean(JdbcClient.class)
                .sql("SELECT relname FROM pg_class WHERE relkind IN ('r', 'S') ORDER BY 1")
                .query(String.class)
                .list();
    }

    private static int sessions() {
        return service.bean(JdbcClient.class)
                .sql(
                        "SELECT count(*) FROM pg_stat_activity"
                                + " WHERE application_name = 'headroom-benchmark'"
                                + " AND datname = current_database()")
                .query(Integer.class)
                .single();
    }

    @Test
    void anUnknownBenchmarkIsAnsweredWithTheKnownOnes() {
        HttpResponse<String> unknown =
                asOperator("POST", OPERATIONS + "/benchmarks/run?benchmark_type=disk");
        assertThat(unknown.statusCode()).isEqualTo(400);
        assertThat(detail(unknown)).contains("[cache, database, json, lock, redis]");
        assertThat(asOperator("POST", "/metrics/benchmarks/run").statusCode()).isEqualTo(400);
        assertThat(service.get(OPERATIONS + "/benchmarks/disk-1").statusCode()).isEqualTo(404);
        assertThat(asOperator("DELETE", OPERATIONS + "/benchmarks/disk-1").statusCode())
                .isEqualTo(404);
        assertThat(
                        service.ask("POST", OPERATIONS + "/benchmarks/run?benchmark_type=json")
                                .statusCode())
                .isEqualTo(401);
        assertThat(service.data(OPERATIONS + "/benchmarks").get("types"))
                .extracting(each -> each.get("type").asString())
                .containsExactly("cache", "database", "json", "lock", "redis");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/benchmarks", "/search/performance"})
    void nobodyElseReads(String path) {
        assertThat(service.get(OPERATIONS + path, "X-Forwarded-For", "192.0.2.1").statusCode())
                .isEqualTo(401);
    }

    @Test
    void whatTheBatchWillAnswerSaysThatItIsNotThere() {
        for (String base : List.of(OPERATIONS, "/metrics")) {
            for (String path : List.of("/batch", "/batch/7")) {
                HttpResponse<String> answer = service.get(base + path);
                assertThat(answer.statusCode()).isEqualTo(501);
                assertThat(detail(answer)).contains("this version");
            }
            assertThat(asOperator("POST", base + "/batch/7/pause").statusCode()).isEqualTo(501);
        }
        Set<Integer> wrong =
                List.of("/batch/7/burn", "/batch/7/pause/now").stream()
                        .map(path -> asOperator("POST", OPERATIONS + path).statusCode())
                        .collect(Collectors.toSet());
        assertThat(wrong).containsExactly(404);
    }
}
