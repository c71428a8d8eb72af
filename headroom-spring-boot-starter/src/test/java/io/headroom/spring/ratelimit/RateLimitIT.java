package io.headroom.spring.ratelimit;

import static io.headroom.spring.running.Answers.find;
import static io.headroom.spring.running.RunningService.OPERATIONS;
import static io.headroom.spring.running.RunningService.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.operations.finding.Action.Limited;
import io.headroom.spring.OperatorCheck;
import io.headroom.spring.running.RunningService;
import java.net.InetAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// A service that answers 160 requests a second, eight at a time; six callers ask twice a second,
/// and one three hundred times. Each has an address of the loopback network.
class RateLimitIT {

    private static final String FLOODER = "127.0.0.66";
    private static final String FINDING = "caller-floods-127.0.0.66";
    private static final int MOST_CALM = 6;
    private static final Duration CALM = Duration.ofMillis(500);

    @TempDir private static Path folder;

    private static TestDatabase database;
    private static volatile RunningService service;
    private static ScheduledExecutorService load;
    private static HttpClient flooder;
    private static final AtomicLong CALM_REFUSED = new AtomicLong();
    private static final AtomicLong CALM_ANSWERED = new AtomicLong();

    @BeforeAll
    static void start() throws Exception {
        database = TestServers.newDatabase();
        service = run();
        load = Executors.newScheduledThreadPool(1);
        flooder = from(FLOODER);
        every(0, Duration.ofNanos(3_333_333), flooder, new AtomicLong(), new AtomicLong());
        for (int i = 1; i <= MOST_CALM; i++) {
            every(
                    i * CALM.toNanos() / MOST_CALM,
                    CALM,
                    from("127.0.0.1" + i),
                    CALM_REFUSED,
                    CALM_ANSWERED);
        }
    }

    private static RunningService run() {
        return RunningService.start(
                Service.class,
                database,
                "--server.address=127.0.0.1",
                "--headroom.data=" + folder,
                "--headroom.http.overload.min-limit=8",
                "--headroom.http.overload.initial-limit=8",
                "--headroom.http.overload.max-limit=8");
    }

    private static HttpClient from(String address) throws Exception {
        return HttpClient.newBuilder()
                .localAddress(InetAddress.getByName(address))
                .connectTimeout(Duration.ofSeconds(2))
                .build();
    }

    private static void every(
            long afterNanos,
            Duration pause,
            HttpClient caller,
            AtomicLong refused,
            AtomicLong answered) {
        var _ =
                load.scheduleAtFixedRate(
                        () -> {
                            var _ =
                                    caller.sendAsync(request("/work"), BodyHandlers.discarding())
                                            .thenAccept(answer ->
                                                    (answer.statusCode() == 200
                                                                    ? answered
                                                                    : refused)
                                                            .incrementAndGet());
                        },
                        afterNanos,
                        pause.toNanos(),
                        TimeUnit.NANOSECONDS);
    }

    private static HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(service.address() + path))
                .timeout(Duration.ofSeconds(5))
                .build();
    }

    @AfterAll
    static void stop() {
        load.shutdownNow();
        service.close();
        database.close();
    }

    private static JsonNode findings() {
        return service.data(OPERATIONS + "/findings").get("findings");
    }

    private static HttpResponse<String> change(String call, String body) {
        return service.send(
                "POST",
                OPERATIONS + "/findings/" + FINDING + call,
                body,
                "Authorization",
                OPERATOR);
    }

    private static int limit() {
        return service.bean(RateLimits.class).perSecond(Limited.CALLER, FLOODER);
    }

    private static HttpResponse<String> ask(HttpClient caller, String path) throws Exception {
        return caller.send(request(path), BodyHandlers.ofString());
    }

    @Test
    void theOneWhoFloodsIsFoundAndLimitedAloneOverARestartUntilThatIsTakenBack() throws Exception {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> !findings().isEmpty() && find(findings(), "id", FINDING).isPresent());
        JsonNode first = findings().get(0);
        assertThat(first.get("id").asString()).isEqualTo(FINDING);
        assertThat(first.get("title").asString()).contains(FLOODER);
        JsonNode action = first.get("actions").get(0);
        assertThat(action.get("kind").asString()).isEqualTo("rate-limit");
        assertThat(action.get("prediction").get("figure").asString())
                .isEqualTo("http.refused_per_second");
        JsonNode overload = find(findings(), "kind", "overload").orElseThrow();
        assertThat(overload.get("consequenceOf").asString()).isEqualTo(FINDING);
        assertThat(overload.get("actions").get(0).get("id").asString())
                .startsWith("rate-limit:route:GET /work:");

        HttpResponse<String> dry = change("/apply", "{\"dryRun\":true}");
        assertThat(dry.statusCode()).as(dry.body()).isEqualTo(200);
        assertThat(dry.body()).contains("requests a second are let in").contains("429");
        assertThat(limit()).isZero();

        HttpResponse<String> applied = change("/apply", "");
        assertThat(applied.statusCode()).as(applied.body()).isEqualTo(200);
        int limit = limit();
        assertThat(limit).isBetween(20, 150);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ask(flooder, "/work").statusCode() == 429);
        HttpResponse<String> refused = ask(flooder, "/work");
        for (int i = 0; i < 100 && refused.statusCode() != 429; i++) {
            refused = ask(flooder, "/work");
        }
        assertThat(refused.headers().firstValue("Retry-After")).contains("1");
        assertThat(refused.headers().firstValue("Cache-Control")).contains("no-store");
        assertThat(refused.headers().firstValue("Content-Type").orElse(""))
                .startsWith("application/problem+json");
        assertThat(refused.body()).contains("\"status\":429").contains("correlationId");
        assertThat(ask(flooder, "/health").statusCode()).isEqualTo(200);
        assertThat(ask(flooder, OPERATIONS + "/findings").statusCode()).isEqualTo(200);
        assertThat(service.get("/metrics").body())
                .containsPattern("headroom_http_rate_limited_total\\{[^}]*caller[^}]*} [1-9]")
                .containsPattern("headroom_http_rate_limits\\{[^}]*caller[^}]*} 1");
        othersAreAnswered();

        service.close();
        service = run();
        await().atMost(Duration.ofSeconds(30)).until(() -> limit() == limit);
        assertThat(change("/undo", "").statusCode()).isEqualTo(200);
        assertThat(limit()).isZero();
        assertThat(change("/undo", "").statusCode()).isEqualTo(409);
    }

    private static void othersAreAnswered() {
        CALM_REFUSED.set(0);
        CALM_ANSWERED.set(0);
        await().atMost(Duration.ofSeconds(30)).until(() -> CALM_ANSWERED.get() >= 40);
        assertThat(CALM_REFUSED.get()).as("beside %d answers", CALM_ANSWERED.get()).isLessThan(4);
    }

    @Test
    void aRouteIsLimitedForAllAndTheOthersAreNot() {
        RateLimits limits = service.bean(RateLimits.class);
        limits.set(Limited.ROUTE, "GET /quick/{id}", 1);
        List<Integer> answers =
                List.of(1, 2, 3, 4, 5).stream()
                        .map(id -> service.get("/quick/" + id, "Authorization", OPERATOR))
                        .map(HttpResponse::statusCode)
                        .toList();
        assertThat(answers.getFirst()).isEqualTo(200);
        assertThat(answers).contains(429);
        assertThat(service.get("/other", "Authorization", OPERATOR).statusCode()).isEqualTo(200);
        limits.set(Limited.ROUTE, "GET /quick/{id}", 0);
        assertThat(service.get("/quick/7", "Authorization", OPERATOR).statusCode()).isEqualTo(200);
    }

    /// The service.
    @EnableAutoConfiguration
    @RestController
    static class Service {

        @Bean
        static OperatorCheck operators() {
            return request -> OPERATOR.equals(request.getHeader("Authorization"));
        }

        @GetMapping("/work")
        String work() {
            LockSupport.parkNanos(50_000_000);
            return "done";
        }

        @GetMapping("/quick/{id}")
        String quick() {
            return "quick";
        }

        @GetMapping("/other")
        String other() {
            return "other";
        }
    }
}
