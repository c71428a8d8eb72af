package io.headroom.spring.operations.node;

import static io.headroom.spring.running.Answers.find;
import static io.headroom.spring.running.Answers.json;
import static io.headroom.spring.running.RunningService.OPERATIONS;
import static io.headroom.spring.running.RunningService.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import io.headroom.embedded.EmbeddedRedis;
import io.headroom.embedded.RedisOptions;
import io.headroom.embedded.TestServers;
import io.headroom.operations.history.FigureSource;
import io.headroom.spring.OperatorCheck;
import io.headroom.spring.running.RunningService;
import io.lettuce.core.RedisClient;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// Three nodes of a service on one Redis, asked for what they are together; and addresses in their
/// directory at which something else stands.
class NodesIT {

    private static final String PREFIX = "nodes-it";
    private static final String RATE = "http.requests_per_second";
    private static final String SIGNS = PREFIX + ":{nodes-shop}:signs";
    private static final String WORDS = PREFIX + ":{nodes-shop}:words";
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static List<RunningService> nodes;
    private static RedisClient redis;

    private final List<StubNode> stubs = new ArrayList<>();
    private final ScheduledExecutorService signs = Executors.newSingleThreadScheduledExecutor();

    @BeforeAll
    static void start() {
        redis = RedisClient.create(TestServers.redis().url());
        nodes = List.of(node("node-1"), node("node-2"), node("node-3"));
        eventually(() -> assertThat(data(0, "/nodes").get("answered").asInt()).isEqualTo(3));
    }

    private static RunningService node(String name) {
        return node(name, TestServers.redis().url());
    }

    private static RunningService node(String name, String redis) {
        return RunningService.start(
                Service.class,
                "--server.address=127.0.0.1",
                "--spring.application.name=shop",
                "--spring.application.version=1.2.3",
                "--spring.threads.virtual.enabled=true",
                "--headroom.node=" + name,
                "--headroom.cache.redis-url=" + redis,
                "--headroom.cache.redis.key-prefix=" + PREFIX,
                "--headroom.lock.enabled=false",
                "--headroom.operations.nodes.interval=500ms",
                "--headroom.operations.nodes.forget-after=4s");
    }

    @AfterAll
    static void stop() {
        nodes.forEach(RunningService::close);
        redis.shutdown();
    }

    @AfterEach
    void leave() throws IOException {
        fallSilent();
        for (StubNode stub : stubs) {
            stub.close();
            try (var connection = redis.connect()) {
                connection.sync().zrem(SIGNS, stub.node().address().toString());
            }
        }
        if (!stubs.isEmpty()) {
            eventually(() -> assertThat(data(0, "/nodes").get("known").asInt()).isEqualTo(3));
        }
    }

    /// Gives signs of life, as a node does.
    private StubNode announced(StubNode stub) {
        stubs.add(stub);
        var _ = signs.scheduleWithFixedDelay(() -> sign(stub), 0, 300, TimeUnit.MILLISECONDS);
        eventually(() -> assertThat(line(stub.node().name()).has("node")).isTrue());
        return stub;
    }

    private void fallSilent() {
        signs.shutdownNow();
        await().atMost(PATIENCE).until(signs::isTerminated);
    }

    private static void sign(StubNode stub) {
        String address = stub.node().address().toString();
        try (var connection = redis.connect()) {
            var commands = connection.sync();
            List<String> now = commands.time();
            long millis =
                    Long.parseLong(now.getFirst()) * 1_000 + Long.parseLong(now.get(1)) / 1_000;
            commands.hset(WORDS, address, AnnouncementLine.of(stub.node()));
            commands.zadd(SIGNS, (double) millis, address);
        }
    }

    private static void eventually(Runnable what) {
        await().atMost(PATIENCE).untilAsserted(what::run);
    }

    private static HttpResponse<String> get(int node, String path, String... headers) {
        return nodes.get(node).get(path, headers);
    }

    private static JsonNode data(int node, String call, String... headers) {
        return nodes.get(node).data(OPERATIONS + call, headers);
    }

    /// A node in the list of the first one; empty when it is not there.
    private static JsonNode line(String name) {
        return find(data(0, "/nodes").get("nodes"), "node", name).orElse(MissingNode.getInstance());
    }

    private static void work(int node, int requests) {
        for (int i = 0; i < requests; i++) {
            get(node, "/work");
        }
    }

    /// The known values of a figure by the seconds of their steps.
    private static NavigableMap<Long, Double> values(JsonNode history, String figure) {
        NavigableMap<Long, Double> values = new TreeMap<>();
        long at = Instant.parse(history.get("start").asString()).getEpochSecond();
        for (JsonNode each : series(history, figure).get("values")) {
            if (!each.isNull()) {
                values.put(at, each.asDouble());
            }
            at += history.get("stepSeconds").asInt();
        }
        return values;
    }

    private static JsonNode series(JsonNode history, String figure) {
        return find(history.get("series"), "figure", figure)
                .orElseThrow(() -> new AssertionError(figure + " is not in " + history));
    }

    @Test
    void theHistoryOfAllIsTheSumOfTheirs() {
        String call = "/history?duration=1&step=1&figures=" + RATE;
        eventually(() -> {
            work(0, 30);
            work(1, 20);
            work(2, 10);
            JsonNode merged = data(1, call + "&nodes=all");
            assertThat(merged.get("nodes").get("answered").asInt()).isEqualTo(3);
            assertThat(series(merged, RATE).get("merging").asString()).isEqualTo("sum");
            NavigableMap<Long, Double> all = values(merged, RATE);
            assertThat(all).isNotEmpty();
            List<NavigableMap<Long, Double>> each =
                    List.of(
                            values(data(0, call), RATE),
                            values(data(1, call), RATE),
                            values(data(2, call), RATE));
            int onAll = 0;
            // the newest seconds may have come after the question
            for (long second : all.headMap(all.lastKey() - 2).keySet()) {
                double sum = each.stream().mapToDouble(one -> one.getOrDefault(second, 0.0)).sum();
                assertThat(all.get(second)).isCloseTo(sum, within(0.001 + sum * 1e-4));
                onAll += each.stream().allMatch(one -> one.getOrDefault(second, 0.0) > 0) ? 1 : 0;
            }
            assertThat(onAll).as("seconds in which all three worked").isPositive();
        });
        assertThat(series(data(0, call + "&nodes=all"), RATE).get("nodes"))
                .as("how many nodes told each second")
                .hasSize(60)
                .anySatisfy(count -> assertThat(count.asInt()).isEqualTo(3));
    }

    @Test
    void aShareIsWeightedByTrafficThatWasNotAskedFor() {
        for (int i = 0; i < 40; i++) {
            get(0, "/fails");
        }
        eventually(() -> {
            work(1, 40);
            JsonNode history =
                    data(2, "/history?duration=1&step=1&nodes=all&figures=http.error_ratio");
            assertThat(history.get("series")).hasSize(1);
            assertThat(series(history, "http.error_ratio").get("merging").asString())
                    .isEqualTo("mean by " + RATE);
            assertThat(values(history, "http.error_ratio").values())
                    .anySatisfy(ratio -> assertThat(ratio).isBetween(0.001, 0.999));
        });
    }

    @Test
    void whatOnlyAnotherNodeHasIsInTheHistoryOfAll() {
        String call = "/history?duration=1&step=1&figures=only.node-2";
        eventually(() -> {
            JsonNode history = data(0, call + "&nodes=all");
            assertThat(history.get("nodes").get("answered").asInt()).isEqualTo(3);
            assertThat(values(history, "only.node-2").values()).contains(1.0);
        });
        assertThat(data(0, call).get("series")).isEmpty();
        JsonNode unknown = data(0, "/history?nodes=all&figures=nobody.has");
        assertThat(unknown.get("series")).isEmpty();
        assertThat(unknown.get("nodes").get("answered").asInt()).isEqualTo(3);
    }

    @Test
    void everyNodeIsListedWithItsLoadAndWhatTheyAreTogether() {
        eventually(() -> {
            work(0, 30);
            work(1, 30);
            JsonNode all = data(0, "/nodes");
            assertThat(all.get("nodes"))
                    .extracting(each -> each.get("node").asString())
                    .containsExactly("node-1", "node-2", "node-3");
            assertThat(all.get("nodes"))
                    .allSatisfy(each -> {
                        assertThat(each.get("answered").asBoolean()).isTrue();
                        assertThat(each.get("version").asString()).isEqualTo("1.2.3");
                        assertThat(each.get("address").asString()).startsWith("http://127.0.0.1:");
                        assertThat(each.get("score").asDouble()).isBetween(0.0, 100.0);
                        assertThat(each.get("uptimeSeconds").asDouble()).isPositive();
                        assertThat(each.has("requestsPerSecond")).isTrue();
                        assertThat(each.get("ageSeconds").asDouble()).isLessThanOrEqualTo(5);
                    });
            JsonNode together = all.get("together");
            double sum =
                    StreamSupport.stream(all.get("nodes").spliterator(), false)
                            .mapToDouble(each -> each.get("requestsPerSecond").asDouble())
                            .sum();
            assertThat(sum).isPositive();
            assertThat(together.get("figures").get(RATE).asDouble()).isCloseTo(sum, within(0.01));
            double worst =
                    StreamSupport.stream(all.get("nodes").spliterator(), false)
                            .mapToDouble(each -> each.get("score").asDouble())
                            .min()
                            .orElseThrow();
            assertThat(together.get("health").get("score").asDouble()).isEqualTo(worst);
            assertThat(together.get("budgets")).isNotEmpty();
            assertThat(all.get("merging").get("http.p95_seconds").asString()).isEqualTo("highest");
        });
        assertThat(data(2, "/overview?nodes=all").get("sparklines"))
                .anySatisfy(each -> assertThat(each.get("merging").asString()).isEqualTo("sum"));
        for (String call : List.of("/summary", "/health", "/overview")) {
            assertThat(data(1, call + "?nodes=all").get("nodes").get("answered").asInt())
                    .isEqualTo(3);
            assertThat(data(1, call).has("nodes")).isFalse();
        }
        assertThat(get(0, OPERATIONS + "/summary?nodes=some").statusCode()).isEqualTo(400);
    }

    @Test
    void aKilledNodeIsMissingUntilItIsForgotten() throws IOException {
        announced(StubNode.killed("gone"));
        assertThat(line("gone").get("reason").asString()).isEqualTo("cannot be reached");
        assertThat(data(0, "/nodes").get("answered").asInt()).isEqualTo(3);
        JsonNode history = data(0, "/history?duration=1&step=1&nodes=all&figures=" + RATE);
        assertThat(history.get("nodes").get("known").asInt()).isEqualTo(4);
        assertThat(history.get("nodes").get("missing").get(0).get("node").asString())
                .isEqualTo("gone");
        fallSilent();
        eventually(() ->
                assertThat(line("gone").path("reason").asString(""))
                        .startsWith("has given no sign for"));
        eventually(() -> assertThat(data(0, "/nodes").get("known").asInt()).isEqualTo(3));
    }

    @Test
    void aHungNodeCostsTheDeadlineAndOneConnection() throws IOException {
        long announced = System.nanoTime();
        StubNode hung = announced(StubNode.hung("hung"));
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < 10; i++) {
            long begun = System.nanoTime();
            JsonNode all = data(0, "/nodes");
            fastest = Math.min(fastest, System.nanoTime() - begun);
            assertThat(all.get("known").asInt()).isEqualTo(4);
        }
        assertThat(line("hung").get("reason").asString()).startsWith("did not answer");
        assertThat(Duration.ofNanos(fastest)).isLessThan(Duration.ofMillis(150));
        long seconds = Duration.ofNanos(System.nanoTime() - announced).toSeconds();
        assertThat(hung.asked())
                .as("connections in %d s, each given up after two", seconds)
                .hasSizeLessThanOrEqualTo(2 + (int) seconds / 2);
    }

    @Test
    void whoMayNotReadHereMakesNobodyAskElsewhere() throws IOException {
        StubNode stub = announced(StubNode.answering("stub", 401, "{}"));
        assertThat(line("stub").get("reason").asString()).isEqualTo("wants the operator's token");
        int before = stub.asked().size();
        for (String call :
                List.of(
                        "/nodes",
                        "/nodes/this",
                        "/history?nodes=all",
                        "/summary?nodes=all",
                        "/overview?nodes=all",
                        "/health?nodes=all")) {
            assertThat(get(0, OPERATIONS + call, "X-Forwarded-For", "203.0.113.9").statusCode())
                    .as(call)
                    .isEqualTo(401);
            assertThat(
                            get(
                                            0,
                                            OPERATIONS + call,
                                            "X-Forwarded-For",
                                            "203.0.113.9",
                                            "Authorization",
                                            "wrong")
                                    .statusCode())
                    .as(call)
                    .isEqualTo(403);
        }
        assertThat(stub.asked()).hasSize(before);
    }

    @Test
    void theCallersOwnTokenGoesAlongAndNobodyElsesAnswerIsGiven() throws IOException {
        StubNode stub = announced(StubNode.answering("stub", 403, "{}"));
        data(0, "/nodes", "Authorization", OPERATOR);
        data(0, "/history?nodes=all&figures=" + RATE, "Authorization", OPERATOR);
        assertThat(stub.asked())
                .anySatisfy(each -> {
                    assertThat(each.path()).isEqualTo(OPERATIONS + "/nodes/this");
                    assertThat(each.authorization()).isEqualTo(OPERATOR);
                    assertThat(each.meantFor()).isEqualTo(stub.node().instance());
                })
                .anySatisfy(each -> {
                    assertThat(each.path()).isEqualTo(OPERATIONS + "/history");
                    assertThat(each.query()).contains("nodes=this");
                    assertThat(each.authorization()).isEqualTo(OPERATOR);
                })
                .anySatisfy(each ->
                        assertThat(Objects.isNull(each.authorization()))
                                .as("who gives none sends none")
                                .isTrue());
    }

    @Test
    void aQuestionOfANodeIsNotPassedOn() throws IOException {
        String instance = data(0, "/nodes/this").get("node").get("instance").asString();
        StubNode stub = announced(StubNode.answering("stub", 500, "{}"));
        int before = stub.asked().size();
        assertThat(
                        data(0, "/history?nodes=all&figures=" + RATE, Peers.MEANT_FOR, instance)
                                .has("nodes"))
                .isFalse();
        assertThat(data(0, "/nodes", Peers.MEANT_FOR, instance).get("known").asInt()).isEqualTo(1);
        assertThat(stub.asked()).hasSize(before);
        for (String call : List.of("/nodes/this", "/nodes", "/history?figures=" + RATE)) {
            assertThat(get(1, OPERATIONS + call, Peers.MEANT_FOR, instance).statusCode())
                    .as(call)
                    .isEqualTo(421);
        }
    }

    @Test
    void aRedirectIsNotFollowedAndAFloodIsNotRead() throws IOException {
        StubNode target = StubNode.answering("target", 200, "{}");
        stubs.add(target);
        announced(
                StubNode.answering(
                        "elsewhere",
                        exchange -> {
                            exchange.getResponseHeaders()
                                    .set("Location", target.node().address() + "/");
                            exchange.sendResponseHeaders(302, -1);
                        }));
        eventually(() ->
                assertThat(line("elsewhere").path("reason").asString(""))
                        .isEqualTo("answered 302"));
        assertThat(target.asked()).isEmpty();
        announced(StubNode.answering("flood", 200, "{\"data\":\"" + "x".repeat(5 << 20) + "\"}"));
        eventually(() -> assertThat(line("flood").path("answered").asBoolean(true)).isFalse());
        for (String odd : List.of("{}", "[]", "no JSON", "{\"data\":{\"uptimeSeconds\":7}}")) {
            String name = "odd-" + odd.length();
            announced(StubNode.answering(name, 200, odd));
            eventually(() ->
                    assertThat(line(name).path("reason").asString("")).startsWith("gave an "));
        }
        assertThat(
                        data(0, "/history?nodes=all&figures=" + RATE)
                                .get("nodes")
                                .get("answered")
                                .asInt())
                .isEqualTo(3);
    }

    @Test
    void aNodeThatEndsTakesItselfOut() {
        RunningService fourth = node("node-4");
        eventually(() -> assertThat(line("node-4").path("answered").asBoolean(false)).isTrue());
        fourth.close();
        await().atMost(Duration.ofSeconds(3))
                .untilAsserted(() -> assertThat(line("node-4").isEmpty()).isTrue());
    }

    @Test
    void whatIsNoNodeIsPassedOver() {
        try (var connection = redis.connect()) {
            var commands = connection.sync();
            double now = Double.parseDouble(commands.time().getFirst()) * 1_000;
            for (String address : List.of("javascript:alert(1)", "http://127.0.0.1:9", "no uri")) {
                commands.zadd(SIGNS, now, address);
                commands.hset(WORDS, address, "{\"instance\":\"x\"}");
            }
            eventually(() ->
                    assertThat(commands.zscore(SIGNS, "no uri"))
                            .as("forgotten as any other")
                            .isNull());
        }
        assertThat(data(0, "/nodes").get("answered").asInt()).isEqualTo(3);
    }

    @Test
    void whileRedisIsAwayTheNodesAreKnownOn() {
        EmbeddedRedis own = EmbeddedRedis.start(RedisOptions.temporary());
        RunningService one = node("one", own.url());
        RunningService two = node("two", own.url());
        try {
            eventually(() -> assertThat(nodesOf(one).get("answered").asInt()).isEqualTo(2));
            own.close();
            eventually(() -> assertThat(nodesOf(one).has("problem")).isTrue());
            assertThat(nodesOf(one).get("answered").asInt()).isEqualTo(2);
            two.close();
            eventually(() -> assertThat(nodesOf(one).get("answered").asInt()).isEqualTo(1));
            assertThat(nodesOf(one).get("known").asInt()).isEqualTo(2);
        } finally {
            two.close();
            one.close();
            own.close();
        }
    }

    private static JsonNode nodesOf(RunningService node) {
        return json(node.get(OPERATIONS + "/nodes")).get("data");
    }

    /// The service.
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @RestController
    static class Service {

        @Bean
        static OperatorCheck operators() {
            return request -> OPERATOR.equals(request.getHeader("Authorization"));
        }

        @Bean
        static FigureSource own(Environment environment) {
            String figure = "only." + environment.getProperty("headroom.node");
            return to -> to.gauge(figure, 1);
        }

        @GetMapping("/work")
        String work() {
            return "done";
        }

        @GetMapping("/fails")
        ResponseEntity<String> fails() {
            return ResponseEntity.status(HttpStatus.INTERNAL_SERVER_ERROR).body("no");
        }
    }
}
