package io.headroom.spring;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.http.pages.PagedQuery;
import io.headroom.http.pages.SignedCursor;
import io.headroom.http.pages.SortField;
import io.headroom.http.pages.SortKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class HttpBasicsTest {

    private static final String SECRET = "password=hunter2";

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private static final PagedQuery<Integer> PAGES =
            PagedQuery.named("things")
                    .select("SELECT id, name FROM thing")
                    .sorts(SortField.of("name", SortKey.Type.TEXT))
                    .unique("id", SortKey.Type.LONG)
                    .signedBy(new SignedCursor(new byte[32]))
                    .rows(row -> row.getInt("id"));

    private static ConfigurableApplicationContext service;
    private static String base;

    @BeforeAll
    static void start() {
        service =
                SpringApplication.run(
                        Service.class,
                        "--server.port=0",
                        "--headroom.http.max-body=1KB",
                        "--headroom.http.health-interval=100ms",
                        "--management.endpoints.access.default=none",
                        "--logging.level.root=off");
        base = "http://127.0.0.1:" + service.getEnvironment().getProperty("local.server.port");
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @Test
    void theCallersCorrelationIdComesBack() throws Exception {
        HttpResponse<String> response = get("/things/1", "X-Correlation-Id", "order-17");
        assertThat(response.headers().firstValue("X-Correlation-Id")).contains("order-17");
    }

    @Test
    void aMalformedCorrelationIdIsReplaced() throws Exception {
        HttpResponse<String> response = get("/things/1", "X-Correlation-Id", "<script>");
        assertThat(response.headers().firstValue("X-Correlation-Id").orElseThrow())
                .matches("[0-9a-f]{32}");
    }

    @Test
    void whatNobodyForesawIsAProblemThatTellsNothingOfItsCause() throws Exception {
        HttpResponse<String> response = get("/broken");
        assertThat(response.statusCode()).isEqualTo(500);
        assertThat(response.body()).doesNotContain("hunter2").doesNotContain("Exception");
        JsonNode problem = problem(response);
        assertThat(problem.get("instance").asString()).isEqualTo("/broken");
        assertThat(problem.get("correlationId").asString())
                .isEqualTo(response.headers().firstValue("X-Correlation-Id").orElseThrow());
    }

    @Test
    void anUnreachableDatabaseIs503WithRetryAfter() throws Exception {
        HttpResponse<String> response = get("/database-gone");
        assertThat(response.statusCode()).isEqualTo(503);
        assertThat(response.headers().firstValue("Retry-After")).contains("2");
        assertThat(response.body()).doesNotContain("hunter2");
    }

    @Test
    void aPageThatCannotBeIs400WithWhatIsWrong() throws Exception {
        HttpResponse<String> response = get("/pages?limit=0&sort=secret");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(problem(response).get("errors").toString())
                .contains(
                        """
                        {"field":"limit","message":"must be a whole number from 1 to 100"}\
                        """)
                .contains("has 'secret'; allowed are name");
    }

    @Test
    void anUnknownPathIs404() throws Exception {
        HttpResponse<String> response = get("/nothing/here");
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(problem(response).get("title").asString()).isEqualTo("Not Found");
    }

    @Test
    void whatTheContainerRefusesIsAProblemToo() throws Exception {
        URI service = URI.create(base);
        try (Socket socket = new Socket(service.getHost(), service.getPort())) {
            socket.getOutputStream()
                    .write(
                            "GET /%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
                                    .getBytes(StandardCharsets.US_ASCII));
            String answer =
                    new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(answer)
                    .startsWith("HTTP/1.1 400")
                    .contains("application/problem+json")
                    .contains("X-Correlation-Id: ")
                    .contains("\"status\":400")
                    .doesNotContain("<html");
        }
    }

    @Test
    void aWrongTypeNamesTheField() throws Exception {
        HttpResponse<String> response = get("/things/x");
        assertThat(response.statusCode()).isEqualTo(400);
        JsonNode error = problem(response).get("errors").get(0);
        assertThat(error.get("field").asString()).isEqualTo("id");
        assertThat(error.get("message").asString()).contains("number within the range of a long");
    }

    @Test
    void aMissingParameterNamesTheField() throws Exception {
        HttpResponse<String> response = get("/needs");
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(problem(response).get("errors").get(0).get("field").asString()).isEqualTo("q");
    }

    @Test
    void brokenJsonIs400() throws Exception {
        HttpResponse<String> response = post(BodyPublishers.ofString("{\"a\":"));
        assertThat(response.statusCode()).isEqualTo(400);
        assertThat(problem(response).get("errors").get(0).get("field").asString())
                .isEqualTo("body");
    }

    @Test
    void anAnnouncedBodyAboveTheLimitIs413() throws Exception {
        HttpResponse<String> response = post(BodyPublishers.ofByteArray(new byte[1025]));
        assertThat(response.statusCode()).isEqualTo(413);
        assertThat(problem(response).get("detail").asString()).contains("1KB");
    }

    @Test
    void theAnswerToABodyOfTenMegabytesArrivesEvenWhereTheClientSendsAllOfIt() throws Exception {
        byte[] body = new byte[10_000_000];
        try (Socket socket =
                new Socket(InetAddress.getLoopbackAddress(), URI.create(base).getPort())) {
            String head =
                    "POST /things HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                            + "Content-Type: application/json\r\nContent-Length: "
                            + body.length
                            + "\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 413");
        }
    }

    @Test
    void anUnannouncedBodyAboveTheLimitIs413() throws Exception {
        byte[] json = ("{\"a\":\"" + "x".repeat(2000) + "\"}").getBytes(StandardCharsets.UTF_8);
        HttpResponse<String> response =
                post(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(json)));
        assertThat(response.statusCode()).isEqualTo(413);
    }

    @Test
    void metricsSpeakPrometheusOpenMetricsAndJson() throws Exception {
        get("/things/1");
        HttpResponse<String> text = get("/metrics");
        assertThat(text.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("text/plain");
        assertThat(text.body())
                .contains(
                        "\nhttp_requests_total ",
                        "\nhttp_requests_errors_total ",
                        "\nhttp_request_duration_avg_ms ",
                        "\nhttp_request_error_rate_percent ",
                        "\nservice_uptime_seconds ",
                        "\nprocess_memory_heap_bytes ",
                        "\nprocess_memory_rss_bytes ",
                        "\nsystem_memory_usage_percent ",
                        "\nsystem_cpu_count ",
                        "\nsystem_load_average_1m ",
                        "\njvm_memory_used_bytes{");
        HttpResponse<String> open = get("/metrics", "Accept", "application/openmetrics-text");
        assertThat(open.body()).endsWith("# EOF\n");
        HttpResponse<String> json = get("/metrics", "Accept", "application/json");
        assertThat(JSON.readTree(json.body()).get("metrics").has("http.requests")).isTrue();
    }

    @Test
    void aDependencyThatIsNotRequiredDegradesOnly() throws Exception {
        Dependencies dependencies = service.getBean(Dependencies.class);
        dependencies.checkAll();
        HttpResponse<String> response = get("/health/ready");
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode ready = JSON.readTree(response.body());
        assertThat(ready.get("status").asString()).isEqualTo("DEGRADED");
        JsonNode toy = ready.get("dependencies").get("toy");
        assertThat(toy.get("healthy").asBoolean()).isFalse();
        assertThat(toy.get("message").asString()).isEqualTo("out of order");
        assertThat(toy.has("latencyMillis")).isTrue();
    }

    @Test
    void theProcessIsLive() throws Exception {
        assertThat(get("/health").body()).isEqualTo("{\"status\":\"UP\"}");
    }

    private static JsonNode problem(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("Content-Type").orElseThrow())
                .startsWith("application/problem+json");
        JsonNode problem = JSON.readTree(response.body());
        assertThat(problem.get("status").asInt()).isEqualTo(response.statusCode());
        return problem;
    }

    private static HttpResponse<String> get(String path, String... headers)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path));
        for (int i = 0; i < headers.length; i += 2) {
            request.header(headers[i], headers[i + 1]);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    private static HttpResponse<String> post(BodyPublisher body)
            throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(base + "/things"))
                        .header("Content-Type", "application/json")
                        .POST(body)
                        .build();
        return CLIENT.send(request, BodyHandlers.ofString());
    }

    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @RestController
    static class Service {

        @GetMapping("/things/{id}")
        String thing(@PathVariable long id) {
            return "thing " + id;
        }

        @PostMapping("/things")
        Map<String, String> create(@RequestBody Map<String, String> body) {
            return body;
        }

        @GetMapping("/needs")
        String needs(@RequestParam String q) {
            return q;
        }

        @GetMapping("/broken")
        String broken() {
            throw new IllegalStateException(SECRET);
        }

        @GetMapping("/pages")
        String page(@RequestParam Map<String, String> parameters) {
            return PAGES.request(parameters::get).toString();
        }

        @GetMapping("/database-gone")
        String databaseGone() {
            throw new DataAccessResourceFailureException(SECRET);
        }

        @Bean
        DependencyCheck toy() {
            return new DependencyCheck() {
                @Override
                public String name() {
                    return "toy";
                }

                @Override
                public boolean required() {
                    return false;
                }

                @Override
                public String check() throws IOException {
                    throw new IOException("out of order");
                }
            };
        }
    }
}
