package io.headroom.spring.edge;

import io.headroom.cache.HeadroomCaches;
import io.headroom.http.EntityTag;
import io.headroom.http.EntityTagList;
import io.headroom.http.SurrogateKeys;
import io.headroom.spring.running.RunningService;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/// A service whose answers say what the test asks them to say, and that counts who asks.
final class EdgeService implements AutoCloseable {

    private final RunningService service;

    EdgeService(String... properties) {
        List<String> usual =
                List.of("--server.address=127.0.0.1", "--headroom.http.health-interval=100ms");
        service = RunningService.start(Routes.class, RunningService.arguments(usual, properties));
    }

    int port() {
        return service.port();
    }

    HeadroomCaches caches() {
        return service.bean(HeadroomCaches.class);
    }

    Routes routes() {
        return service.bean(Routes.class);
    }

    HttpResponse<String> ask(String path) {
        return service.get(path);
    }

    @Override
    public void close() {
        service.close();
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
