package io.headroom.spring.edge;

import io.headroom.cache.HeadroomCaches;
import io.headroom.http.EntityTag;
import io.headroom.http.EntityTagList;
import io.headroom.http.SurrogateKeys;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// A service whose answers say what the test asks them to say, and that counts who asks.
final class EdgeService implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private final ConfigurableApplicationContext context;

    EdgeService(String... properties) {
        context =
                SpringApplication.run(
                        Routes.class,
                        Stream.concat(
                                        Stream.of(
                                                "--server.port=0",
                                                "--server.address=127.0.0.1",
                                                "--headroom.http.health-interval=100ms",
                                                "--management.endpoints.access.default=none",
                                                "--logging.level.root=off"),
                                        Stream.of(properties))
                                .toArray(String[]::new));
    }

    int port() {
        return Integer.parseInt(
                Objects.requireNonNull(context.getEnvironment().getProperty("local.server.port")));
    }

    HeadroomCaches caches() {
        return context.getBean(HeadroomCaches.class);
    }

    Routes routes() {
        return context.getBean(Routes.class);
    }

    HttpResponse<String> ask(String path) {
        return ask(port(), "GET", path);
    }

    static HttpResponse<String> ask(int port, String method, String path, String... headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .method(method, BodyPublishers.noBody());
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            return CLIENT.send(request.build(), BodyHandlers.ofString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        context.close();
    }

    @EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
    @RestController
    static class Routes {

        final ConcurrentHashMap<String, AtomicInteger> asked = new ConcurrentHashMap<>();
        final ConcurrentHashMap<String, Integer> versions = new ConcurrentHashMap<>();
        final AtomicInteger confirmed = new AtomicInteger();
        volatile boolean broken;

        int asked(String name) {
            return asked.computeIfAbsent(name, any -> new AtomicInteger()).get();
        }

        void change(String name) {
            versions.merge(name, 1, Integer::sum);
        }

        @GetMapping("/things/{name}")
        ResponseEntity<String> thing(
                @PathVariable String name,
                @RequestParam(defaultValue = "no-cache") String cc,
                @RequestParam(defaultValue = "") String cdn,
                @RequestParam(defaultValue = "") String tag,
                @RequestParam(defaultValue = "") String cookie,
                @RequestHeader(name = "If-None-Match", required = false) @Nullable String held) {
            asked.computeIfAbsent(name, any -> new AtomicInteger()).incrementAndGet();
            if (broken) {
                return ResponseEntity.status(HttpStatus.INTERNAL_SERVER_ERROR).build();
            }
            EntityTag current = new EntityTag("v" + versions.getOrDefault(name, 0), false);
            boolean same = EntityTagList.parse(held).matchesWeakly(current);
            if (same) {
                confirmed.incrementAndGet();
            }
            List<String> tags = tag.isEmpty() ? List.of() : List.of(tag);
            ResponseEntity.BodyBuilder answer =
                    ResponseEntity.status(same ? 304 : 200)
                            .header("ETag", current.toString())
                            .header("Cache-Control", cc)
                            .header(SurrogateKeys.HEADER, SurrogateKeys.header(tags).orElseThrow());
            if (!cdn.isEmpty()) {
                answer.header("CDN-Cache-Control", cdn);
            }
            if (!cookie.isEmpty()) {
                answer.header("Set-Cookie", "who=" + cookie);
            }
            return same ? answer.build() : answer.body(name + " " + current.opaque());
        }
    }
}
