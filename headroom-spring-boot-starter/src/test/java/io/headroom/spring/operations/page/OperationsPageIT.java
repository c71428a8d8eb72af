package io.headroom.spring.operations.page;

import static io.headroom.spring.running.Answers.detail;
import static io.headroom.spring.running.Answers.json;
import static io.headroom.spring.running.RunningService.OPERATIONS;
import static io.headroom.spring.running.RunningService.OPERATOR;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.spring.OperatorCheck;
import io.headroom.spring.running.RunningService;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A service of the starter without a database: the page's files, its stream, and the calls that
/// are not built.
class OperationsPageIT {

    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private final List<RunningService> services = new ArrayList<>();
    private HttpClient client;

    @BeforeEach
    void open() {
        client = HttpClient.newHttpClient();
    }

    @AfterEach
    void close() {
        services.forEach(RunningService::close);
        client.shutdownNow();
    }

    private RunningService service(String... more) {
        List<String> usual =
                List.of(
                        "--spring.threads.virtual.enabled=true",
                        "--spring.lifecycle.timeout-per-shutdown-phase=20s",
                        "--headroom.operations.page.interval=200ms");
        RunningService service =
                RunningService.start(Service.class, RunningService.arguments(usual, more));
        services.add(service);
        return service;
    }

    private static HttpRequest.Builder request(RunningService service, String path) {
        return HttpRequest.newBuilder(URI.create(service.address() + path)).timeout(PATIENCE);
    }

    private HttpResponse<String> get(RunningService service, String path, String... headers)
            throws Exception {
        HttpRequest.Builder request = request(service, path);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), BodyHandlers.ofString());
    }

    /// An open stream.
    private static final class Listener implements AutoCloseable {

        private final InputStream body;
        private final BufferedReader lines;

        Listener(HttpResponse<InputStream> answer) {
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            this.body = answer.body();
            this.lines = new BufferedReader(new InputStreamReader(body, UTF_8));
        }

        /// The data of the next snapshot; empty when the stream is over.
        String next() throws IOException {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("data: ")) {
                    return line.substring("data: ".length());
                }
            }
            return "";
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }

    private Listener listen(RunningService service, String path) throws Exception {
        return new Listener(
                client.send(request(service, path).build(), BodyHandlers.ofInputStream()));
    }

    @Test
    void thePageIsServedUnderAStrictPolicyAndNotSentTwice() throws Exception {
        RunningService service = service();
        HttpResponse<String> page = get(service, "/operations");
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.body()).contains("operations/app.js").doesNotContain("<script>");
        assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
                .contains("default-src 'none'", "script-src 'self'", "style-src 'self'")
                .doesNotContain("unsafe");
        for (String file :
                List.of("app.js", "app.css", "vendor/preact.mjs", "vendor/uPlot.mjs", "icon.svg")) {
            HttpResponse<String> plain = get(service, "/operations/" + file);
            assertThat(plain.statusCode()).as(file).isEqualTo(200);
            HttpResponse<byte[]> small =
                    client.send(
                            request(service, "/operations/" + file)
                                    .header("Accept-Encoding", "gzip")
                                    .build(),
                            BodyHandlers.ofByteArray());
            assertThat(small.headers().firstValue("Content-Encoding")).hasValue("gzip");
            assertThat(small.body().length).isLessThan(25_000);
            String tag = plain.headers().firstValue("ETag").orElseThrow();
            HttpResponse<String> again = get(service, "/operations/" + file, "If-None-Match", tag);
            assertThat(again.statusCode()).as(file).isEqualTo(304);
            assertThat(again.body()).isEmpty();
        }
        for (String wrong : List.of("nothing.js", "vendor/..%2fapp.js", "PageFiles.class")) {
            assertThat(get(service, "/operations/" + wrong).statusCode()).as(wrong).isIn(400, 404);
        }
        assertThat(get(service, "/operations/").statusCode()).isEqualTo(308);
    }

    @Test
    void everyListenerGetsTheSameSnapshots() throws Exception {
        RunningService service = service();
        List<Listener> listeners = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                listeners.add(
                        listen(service, i % 2 == 0 ? OPERATIONS + "/events" : "/metrics/events"));
            }
            List<List<String>> heard = new ArrayList<>();
            for (Listener listener : listeners) {
                List<String> snapshots = new ArrayList<>();
                for (int i = 0; i < 5; i++) {
                    snapshots.add(listener.next());
                }
                heard.add(snapshots);
            }
            // the moment in each is that of its making: equal texts are one snapshot
            List<String> common = new ArrayList<>(heard.getFirst());
            heard.forEach(common::retainAll);
            assertThat(common).isNotEmpty();
            JsonNode snapshot = JSON.readTree(heard.getFirst().getLast());
            assertThat(snapshot.get("health").get("score").isNumber()).isTrue();
            assertThat(snapshot.get("budgets").get(0).has("remainingRatio")).isTrue();
            assertThat(snapshot.get("figures").has("scheduler.lag_seconds")).isTrue();
        } finally {
            for (Listener listener : listeners) {
                listener.close();
            }
        }
    }

    @Test
    void listenersAreBoundedAndAPlaceIsFreeAgainWhenOneGoes() throws Exception {
        RunningService service = service("--headroom.operations.page.listeners=2");
        LiveStream stream = service.bean(LiveStream.class);
        Listener first = listen(service, OPERATIONS + "/events");
        try (Listener second = listen(service, OPERATIONS + "/events")) {
            HttpResponse<String> refused = get(service, OPERATIONS + "/events");
            assertThat(refused.statusCode()).isEqualTo(503);
            assertThat(refused.headers().firstValue("Retry-After")).hasValue("5");
            assertThat(refused.body()).contains("\"detail\"");
            first.close();
            await().atMost(PATIENCE).until(() -> stream.listeners() == 1);
            try (Listener third = listen(service, OPERATIONS + "/events")) {
                assertThat(third.next()).isNotEmpty();
            }
            assertThat(second.next()).isNotEmpty();
        }
        await().atMost(PATIENCE).until(() -> stream.listeners() == 0);
    }

    @Test
    void anOpenStreamHoldsNoPlaceAndIsNoSlowRequest() throws Exception {
        RunningService service =
                service(
                        "--headroom.http.overload.initial-limit=1",
                        "--headroom.http.overload.min-limit=1",
                        "--headroom.http.overload.max-limit=1",
                        "--headroom.http.overload.reserve=1");
        List<Listener> listeners = new ArrayList<>();
        try {
            for (int i = 0; i < 4; i++) {
                listeners.add(listen(service, OPERATIONS + "/events"));
                assertThat(listeners.getLast().next()).isNotEmpty();
            }
            assertThat(get(service, "/work").statusCode()).isEqualTo(200);
            JsonNode endpoints =
                    json(get(service, OPERATIONS + "/endpoints")).get("data").get("endpoints");
            assertThat(endpoints.valueStream())
                    .filteredOn(
                            each -> each.get("endpoint").asString().equals(OPERATIONS + "/events"))
                    .singleElement()
                    .satisfies(each -> assertThat(each.get("requests").asInt()).isEqualTo(4));
        } finally {
            for (Listener listener : listeners) {
                listener.close();
            }
        }
    }

    @Test
    void openStreamsDoNotHoldUpTheEndOfTheService() throws Exception {
        RunningService service = service();
        try (Listener listener = listen(service, OPERATIONS + "/events")) {
            assertThat(listener.next()).isNotEmpty();
            long begun = System.nanoTime();
            service.close();
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .as("without the stream's own end it is the 20 s of graceful shutdown")
                    .isLessThan(Duration.ofSeconds(8));
            String rest = listener.next();
            while (!rest.isEmpty()) {
                rest = listener.next();
            }
        }
    }

    @Test
    void readersFromElsewhereNeedTheToken() throws Exception {
        RunningService service = service();
        String elsewhere = "X-Forwarded-For";
        assertThat(get(service, "/operations", elsewhere, "192.0.2.1").statusCode()).isEqualTo(200);
        assertThat(get(service, OPERATIONS + "/events", elsewhere, "192.0.2.1").statusCode())
                .isEqualTo(401);
        assertThat(get(service, OPERATIONS + "/ping", elsewhere, "192.0.2.1").statusCode())
                .isEqualTo(401);
        HttpResponse<InputStream> open =
                client.send(
                        request(service, OPERATIONS + "/events")
                                .headers(elsewhere, "192.0.2.1", "Authorization", OPERATOR)
                                .build(),
                        BodyHandlers.ofInputStream());
        try (Listener listener = new Listener(open)) {
            assertThat(listener.next()).isNotEmpty();
        }
    }

    @Test
    void whatIsNotBuiltSaysWhy() throws Exception {
        RunningService service = service();
        assertThat(json(get(service, OPERATIONS + "/ping")).get("data").has("at")).isTrue();
        for (String path : List.of("/batch", "/batch/7", "/search/performance")) {
            for (String base : List.of(OPERATIONS, "/metrics")) {
                HttpResponse<String> answer = get(service, base + path);
                assertThat(answer.statusCode()).as(base + path).isEqualTo(501);
                assertThat(detail(answer))
                        .as(base + path)
                        .containsAnyOf("this version", "This service has no search");
            }
        }
    }

    @Test
    void withoutThePageNothingIsServed() throws Exception {
        RunningService service = service("--headroom.operations.page.enabled=false");
        assertThat(get(service, "/operations").statusCode()).isEqualTo(404);
        assertThat(get(service, OPERATIONS + "/events").statusCode()).isEqualTo(404);
        assertThat(get(service, OPERATIONS + "/ping").statusCode()).isEqualTo(200);
    }

    /// The service.
    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @RestController
    static class Service {

        @Bean
        static OperatorCheck operators() {
            return request -> OPERATOR.equals(request.getHeader("Authorization"));
        }

        @GetMapping("/work")
        String work() {
            return "done";
        }
    }
}
