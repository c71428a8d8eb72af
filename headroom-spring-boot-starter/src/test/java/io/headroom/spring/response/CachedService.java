package io.headroom.spring.response;

import io.headroom.cache.Cache;
import io.headroom.cache.CacheOptions;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.Loaded;
import io.headroom.cache.Loader;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.CacheControl;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/// A service with answers of every kind.
@EnableAutoConfiguration(exclude = DataSourceAutoConfiguration.class)
class CachedService {

    @Bean
    Cache<Long, String> titles(HeadroomCaches caches) {
        return caches.localCache(CacheOptions.named("titles"));
    }

    @Bean
    Answers answers(Cache<Long, String> titles) {
        return new Answers(titles);
    }

    /// The controller, and the test's hand on it.
    @RestController
    @RequestMapping(produces = MediaType.APPLICATION_JSON_VALUE)
    static class Answers {

        final Map<Long, String> database = new ConcurrentHashMap<>();
        final Map<String, AtomicInteger> calls = new ConcurrentHashMap<>();
        final Semaphore slow = new Semaphore(0);
        volatile boolean failing;

        private final Cache<Long, String> titles;

        Answers(Cache<Long, String> titles) {
            this.titles = titles;
        }

        int calls(String of) {
            return calls.computeIfAbsent(of, o -> new AtomicInteger()).get();
        }

        private int called(String what) {
            return calls.computeIfAbsent(what, o -> new AtomicInteger()).incrementAndGet();
        }

        @CachedResponse(ttl = "10m")
        @GetMapping("/items/{id}")
        ResponseEntity<String> item(@PathVariable long id) {
            called("items");
            String title =
                    titles.getOrLoad(
                            id,
                            Loader.adaptive(
                                    key -> Loaded.of(database.get(key)).withTags("item/" + key)));
            return title == null
                    ? ResponseEntity.notFound().build()
                    : ResponseEntity.ok("{\"title\":\"" + title + "\"}");
        }

        @CachedResponse(ttl = "1ms", staleWhileRevalidate = "1h", staleIfError = "1h")
        @GetMapping("/short-lived")
        String shortLived() {
            int call = called("short-lived");
            if (failing) {
                throw new IllegalStateException("broken");
            }
            return "{\"call\":" + call + "}";
        }

        @CachedResponse(ttl = "1ms", staleWhileRevalidate = "0s", staleIfError = "1h")
        @GetMapping("/fallback")
        String fallback() {
            int call = called("fallback");
            if (failing) {
                throw new IllegalStateException("broken");
            }
            return "{\"call\":" + call + "}";
        }

        @CachedResponse
        @GetMapping("/slow/{name}")
        String slow(@PathVariable String name) throws InterruptedException {
            int call = called("slow");
            slow.acquire();
            if (failing) {
                throw new IllegalStateException("broken");
            }
            return "{\"name\":\"" + name + "\",\"call\":" + call + "}";
        }

        @CachedResponse
        @GetMapping("/cookie")
        String cookie(HttpServletResponse response) {
            response.addHeader("Set-Cookie", "a=b");
            return "{\"call\":" + called("cookie") + "}";
        }

        @CachedResponse
        @GetMapping("/basket")
        String basket(HttpServletResponse response) {
            Cookie cookie = new Cookie("basket", "17");
            cookie.setPath("/shop");
            cookie.setHttpOnly(true);
            cookie.setMaxAge(3_600);
            response.addCookie(cookie);
            return "{\"call\":" + called("basket") + "}";
        }

        @CachedResponse
        @GetMapping("/private")
        ResponseEntity<String> ofOne() {
            return ResponseEntity.ok()
                    .cacheControl(CacheControl.noStore())
                    .body("{\"call\":" + called("private") + "}");
        }

        @CachedResponse
        @GetMapping("/varying")
        ResponseEntity<String> varying(@RequestHeader("Accept-Language") String language) {
            return ResponseEntity.ok()
                    .varyBy("Accept-Language")
                    .body("{\"language\":\"" + language + "\",\"call\":" + called("varying") + "}");
        }

        @CachedResponse
        @GetMapping("/long/{length}")
        String text(@PathVariable int length) {
            called("long");
            return "{\"text\":\"" + "words and words ".repeat(length / 16) + "\"}";
        }

        @CachedResponse
        @GetMapping("/dense/{length}")
        ResponseEntity<byte[]> dense(@PathVariable int length) {
            return ResponseEntity.ok()
                    .contentType(MediaType.APPLICATION_OCTET_STREAM)
                    .body(new byte[length]);
        }

        @CachedResponse
        @GetMapping("/notes/{id}")
        String note(@PathVariable long id) {
            return "{\"id\":" + id + ",\"call\":" + called("notes") + "}";
        }

        @PostMapping("/notes/{id}")
        ResponseEntity<String> change(@PathVariable long id) {
            if (failing) {
                throw new IllegalStateException("broken");
            }
            return ResponseEntity.ok()
                    .header("Content-Location", "/notes/" + (id + 1))
                    .header("Location", "//other.example/notes/" + (id + 2))
                    .body("{}");
        }

        @CachedResponse
        @GetMapping("/later")
        Callable<ResponseEntity<String>> later(HttpServletResponse response) {
            response.setHeader("X-Stage", "first");
            return () ->
                    ResponseEntity.ok()
                            .header("Set-Cookie", "a=b; HttpOnly")
                            .header("X-Stage", "second")
                            .body("{\"call\":" + called("later") + "}");
        }

        @PostMapping("/notes/{id}/later")
        Callable<ResponseEntity<String>> changeLater(@PathVariable long id) {
            return () -> ResponseEntity.ok().header("Content-Location", "/notes/" + id).body("{}");
        }

        @CachedResponse
        @GetMapping("/upstream")
        String upstream() throws IOException {
            throw new IOException("call " + called("upstream") + " was cut off");
        }

        @CachedResponse(tags = "lists")
        @GetMapping("/tagged")
        String tagged() {
            return "{\"call\":" + called("tagged") + "}";
        }

        @GetMapping("/plain")
        String plain() {
            return "{\"call\":" + called("plain") + "}";
        }

        @PostMapping(path = "/echo", consumes = MediaType.TEXT_PLAIN_VALUE)
        String echo(@RequestBody String body) {
            return "{\"length\":" + body.length() + "}";
        }
    }
}
