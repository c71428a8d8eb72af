package io.headroom.benchmarks.conformance;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.json.JsonMapper;

/// The suite's origin as an application with a response cache: it answers what each case orders.
@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
class SuiteOrigin {

    @Bean
    Answers answers() {
        return new Answers(InstantSource.system());
    }

    /// The protocol of the suite's own server.
    @RestController
    static class Answers {

        private final InstantSource clock;
        private final JsonMapper json = new JsonMapper();
        private final Map<String, SuiteRun> runs = new ConcurrentHashMap<>();

        Answers(InstantSource clock) {
            this.clock = clock;
        }

        @PutMapping("/config/{id}")
        @ResponseStatus(HttpStatus.CREATED)
        void order(@PathVariable String id, @RequestBody byte[] requests) {
            runs.put(id, new SuiteRun(json.readTree(requests)));
        }

        @GetMapping(path = "/state/{id}", produces = MediaType.TEXT_PLAIN_VALUE)
        String state(@PathVariable String id) {
            SuiteRun run = runs.get(id);
            return json.writeValueAsString(run == null ? List.of() : run.seen());
        }

        @RequestMapping({"/test/{id}", "/test/{id}/{*file}"})
        void answer(
                @PathVariable String id, HttpServletRequest request, HttpServletResponse response)
                throws IOException {
            SuiteRun run = runs.get(id);
            if (run == null) {
                response.setStatus(HttpServletResponse.SC_CONFLICT);
                return;
            }
            Instant now = clock.instant();
            SuiteRun.Answer answer = run.answer(asked(request), id, now);
            response.setStatus(answer.status());
            Map<String, List<String>> byName = new LinkedHashMap<>();
            answer.headers()
                    .forEach((name, values) -> {
                        byName.put(name.toLowerCase(Locale.ROOT), values);
                        values.forEach(value -> response.addHeader(name, value));
                    });
            if (answer.disconnects()) {
                throw new IOException("This case orders a broken connection");
            }
            response.setHeader("Headroom-Cache-Control", DeclaredFreshness.of(byName, now));
            if (answer.status() != 204 && answer.status() != 304) {
                response.getOutputStream().write(answer.body().getBytes(StandardCharsets.UTF_8));
            }
        }

        /// Cases that share a template send it several times, the first one counts.
        private static int number(String text) {
            return Integer.parseInt(text.split(",", 2)[0].strip());
        }

        private static SuiteRun.Request asked(HttpServletRequest request) {
            Map<String, String> headers = new LinkedHashMap<>();
            for (String name : Collections.list(request.getHeaderNames())) {
                headers.put(
                        name.toLowerCase(Locale.ROOT),
                        String.join(", ", Collections.list(request.getHeaders(name))));
            }
            String query = request.getQueryString();
            return new SuiteRun.Request(
                    number(headers.getOrDefault("req-num", "0")),
                    request.getMethod(),
                    query == null ? request.getRequestURI() : request.getRequestURI() + '?' + query,
                    headers);
        }
    }
}
