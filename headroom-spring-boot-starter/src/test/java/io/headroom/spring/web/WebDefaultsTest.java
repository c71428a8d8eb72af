package io.headroom.spring.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.spring.running.RunningService;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

class WebDefaultsTest {

    private static final String ADDRESS = "--server.address=127.0.0.1";

    private static RunningService closed;
    private static RunningService open;

    @BeforeAll
    static void start() {
        closed = RunningService.start(Service.class, ADDRESS);
        open =
                RunningService.start(
                        Service.class,
                        ADDRESS,
                        "--headroom.http.cors.origins=https://shop.example,https://*.shop.example",
                        "--headroom.http.cors.paths=/api/**",
                        "--headroom.http.security-headers.frame-options=",
                        "--headroom.http.security-headers.others.[Cross-Origin-Opener-Policy]=same-origin",
                        "--headroom.http.security-headers.content-security-policies[0].prefix=/docs/",
                        "--headroom.http.security-headers.content-security-policies[0].policy=default-src 'self'",
                        "--spring.jackson.default-property-inclusion=always");
    }

    @AfterAll
    static void stop() {
        closed.close();
        open.close();
    }

    @Test
    void everyAnswerTellsBrowsersWhatTheyMustNotDo() {
        for (String path : List.of("/api/thing", "/nothing", "/health")) {
            HttpResponse<String> response = closed.get(path);
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
    void headersAreConfigured() {
        HttpResponse<String> response = open.get("/docs/page");
        assertThat(response.headers().firstValue("Content-Security-Policy"))
                .contains("default-src 'self'");
        assertThat(response.headers().firstValue("X-Frame-Options")).isEmpty();
        assertThat(response.headers().firstValue("Cross-Origin-Opener-Policy"))
                .contains("same-origin");
        assertThat(open.get("/api/thing").headers().firstValue("Content-Security-Policy"))
                .hasValueSatisfying(policy -> assertThat(policy).contains("default-src 'none'"));
    }

    @Test
    void aHandlersOwnHeaderStays() {
        assertThat(closed.get("/own").headers().allValues("Referrer-Policy"))
                .containsExactly("no-referrer");
    }

    @Test
    void withoutOriginsNoOtherPageMayRead() {
        HttpResponse<String> read = closed.get("/api/thing", "Origin", "https://shop.example");
        assertThat(read.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
        assertThat(preflight(closed, "/api/thing", "https://shop.example"))
                .satisfies(WebDefaultsTest::allowsNothing);
    }

    @Test
    void aConfiguredOriginMayAndNoOther() {
        for (String origin : List.of("https://shop.example", "https://de.shop.example")) {
            HttpResponse<String> read = open.get("/api/thing", "Origin", origin);
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
    void answersOfAnOpenServiceVaryByOriginEvenWithoutOne() {
        assertThat(open.get("/api/thing").headers().allValues("Vary")).contains("Origin");
    }

    @Test
    void jsonLeavesNullsOutUnlessConfigured() {
        assertThat(closed.get("/api/thing").body()).isEqualTo("{\"name\":\"kettle\",\"more\":{}}");
        assertThat(open.get("/api/thing").body())
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
            RunningService service, String path, String origin) {
        return service.ask(
                "OPTIONS", path, "Origin", origin, "Access-Control-Request-Method", "PUT");
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
