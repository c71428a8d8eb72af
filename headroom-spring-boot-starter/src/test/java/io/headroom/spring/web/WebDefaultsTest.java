package io.headroom.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

class WebDefaultsTest {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static ConfigurableApplicationContext closed;
    private static ConfigurableApplicationContext open;

    @BeforeAll
    static void start() {
        closed = start(Stream.empty());
        open =
                start(
                        Stream.of(
                                "--headroom.http.cors.origins=https://shop.example,https://*.shop.example",
                                "--headroom.http.cors.paths=/api/**",
                                "--headroom.http.security-headers.frame-options=",
                                "--headroom.http.security-headers.others.[Cross-Origin-Opener-Policy]=same-origin",
                                "--headroom.http.security-headers.content-security-policies[0].prefix=/docs/",
                                "--headroom.http.security-headers.content-security-policies[0].policy=default-src 'self'",
                                "--spring.jackson.default-property-inclusion=always"));
    }

    private static ConfigurableApplicationContext start(Stream<String> more) {
        String[] arguments =
                Stream.concat(
                                Stream.of(
                                        "--server.port=0",
                                        "--server.address=127.0.0.1",
                                        "--management.endpoints.access.default=none",
                                        "--logging.level.root=off"),
                                more)
                        .toArray(String[]::new);
        return SpringApplication.run(Service.class, arguments);
    }

    @AfterAll
    static void stop() {
        closed.close();
        open.close();
    }

    @Test
    void everyAnswerTellsBrowsersWhatTheyMustNotDo() throws Exception {
        for (String path : List.of("/api/thing", "/nothing", "/health")) {
            HttpResponse<String> response = ask(closed, "GET", path);
            assertThat(response.headers().allValues("X-Content-Type-Options"))
                    .containsExactly("nosniff");
            assertThat(response.headers().allValues("X-Frame-Options")).containsExactly("DENY");
            assertThat(response.headers().firstValue("Referrer-Policy"))
                    .contains("strict-origin-when-cross-origin");
            assertThat(response.headers().firstValue("Permissions-Policy")).isPresent();
            assertThat(response.headers().allValues("Content-Security-Policy"))
                    .singleElement()
                    .asString()
                    .contains("default-src 'none'");
            assertThat(response.headers().firstValue("Strict-Transport-Security")).isEmpty();
        }
    }

    @Test
    void headersAreConfigured() throws Exception {
        HttpResponse<String> response = ask(open, "GET", "/docs/page");
        assertThat(response.headers().firstValue("Content-Security-Policy"))
                .contains("default-src 'self'");
        assertThat(response.headers().firstValue("X-Frame-Options")).isEmpty();
        assertThat(response.headers().firstValue("Cross-Origin-Opener-Policy"))
                .contains("same-origin");
        assertThat(ask(open, "GET", "/api/thing").headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'"));
    }

    @Test
    void aHandlersOwnHeaderStays() throws Exception {
        assertThat(ask(closed, "GET", "/own").headers().allValues("Referrer-Policy"))
                .containsExactly("no-referrer");
    }

    @Test
    void withoutOriginsNoOtherPageMayRead() throws Exception {
        HttpResponse<String> read =
                ask(closed, "GET", "/api/thing", "Origin", "https://shop.example");
        assertThat(read.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(preflight(closed, "/api/thing", "https://shop.example"))
                .satisfies(WebDefaultsTest::allowsNothing);
    }

    @Test
    void aConfiguredOriginMayAndNoOther() throws Exception {
        for (String origin : List.of("https://shop.example", "https://de.shop.example")) {
            HttpResponse<String> read = ask(open, "GET", "/api/thing", "Origin", origin);
            assertThat(read.headers().firstValue("Access-Control-Allow-Origin")).contains(origin);
            assertThat(read.headers().firstValue("Access-Control-Expose-Headers"))
                    .hasValueSatisfying(exposed -> assertThat(exposed).contains("ETag"));
            HttpResponse<String> before = preflight(open, "/api/thing", origin);
            assertThat(before.statusCode()).isEqualTo(200);
            assertThat(before.headers().firstValue("Access-Control-Allow-Methods"))
                    .hasValueSatisfying(methods -> assertThat(methods).contains("PUT"));
            assertThat(before.headers().firstValue("Access-Control-Max-Age")).contains("1800");
        }
        assertThat(preflight(open, "/api/thing", "https://evil.example"))
                .satisfies(WebDefaultsTest::allowsNothing);
        assertThat(preflight(open, "/docs/page", "https://shop.example"))
                .satisfies(WebDefaultsTest::allowsNothing);
    }

    @Test
    void answersOfAnOpenServiceVaryByOriginEvenWithoutOne() throws Exception {
        assertThat(ask(open, "GET", "/api/thing").headers().allValues("Vary")).contains("Origin");
    }

    @Test
    void jsonLeavesNullsOutUnlessConfigured() throws Exception {
        assertThat(ask(closed, "GET", "/api/thing").body())
                .isEqualTo("{\"name\":\"kettle\",\"more\":{}}");
        assertThat(ask(open, "GET", "/api/thing").body())
                .isEqualTo("{\"name\":\"kettle\",\"colour\":null,\"more\":{\"x\":null}}");
    }

    @Test
    void nonsenseIsRefusedByName() {
        assertThatThrownBy(() -> cors(List.of("shop.example"), false))
                .hasMessageContaining("headroom.http.cors.origins");
        assertThatThrownBy(() -> cors(List.of("https://shop.example/path"), false))
                .hasMessageContaining("headroom.http.cors.origins");
        assertThatThrownBy(() -> cors(List.of("*"), true))
                .hasMessageContaining("headroom.http.cors.credentials");
        assertThatThrownBy(() -> new SecurityHeadersProperties.PathPolicy("docs", ""))
                .hasMessageContaining("prefix");
    }

    private static CorsProperties cors(List<String> origins, boolean credentials) {
        return new CorsProperties(
                origins,
                List.of("/**"),
                List.of("GET"),
                List.of(),
                List.of(),
                credentials,
                Duration.ofMinutes(1));
    }

    private static void allowsNothing(HttpResponse<String> response) {
        assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(response.headers().firstValue("Access-Control-Allow-Methods")).isEmpty();
    }

    private static HttpResponse<String> preflight(
            ConfigurableApplicationContext service, String path, String origin) throws Exception {
        return ask(
                service, "OPTIONS", path, "Origin", origin, "Access-Control-Request-Method", "PUT");
    }

    private static HttpResponse<String> ask(
            ConfigurableApplicationContext service, String method, String path, String... headers)
            throws Exception {
        String port = service.getEnvironment().getProperty("local.server.port");
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }

    record Thing(String name, @Nullable String colour, Map<String, @Nullable String> more) {}

    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @RestController
    static class Service {

        @GetMapping("/api/thing")
        Thing thing() {
            Map<String, @Nullable String> more = new LinkedHashMap<>();
            more.put("x", null);
            return new Thing("kettle", null, more);
        }

        @GetMapping("/own")
        ResponseEntity<String> own() {
            return ResponseEntity.ok().header("Referrer-Policy", "no-referrer").body("own");
        }

        @GetMapping("/docs/page")
        String page() {
            return "page";
        }
    }
}
