package io.headroom.load;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// A shop that answers as the catalogue does, and can be made slow, failing or forgetful.
final class TinyShop implements AutoCloseable {

    private static final int ITEMS = 40;

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Map<Long, Integer> versions = new ConcurrentHashMap<>();
    private final AtomicLong requests = new AtomicLong();
    private final AtomicLong conditional = new AtomicLong();
    private volatile int delayMillis;
    private volatile int failingPercent;
    private volatile boolean forgetful;

    TinyShop() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 1_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::answer);
        server.setExecutor(threads);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /// Searches take that long.
    TinyShop slow(int millis) {
        delayMillis = millis;
        return this;
    }

    /// That many of a hundred requests fail once the catalogue was read.
    TinyShop failing(int percent) {
        failingPercent = percent;
        return this;
    }

    /// Items keep the version 1, whatever is written.
    TinyShop forgetful() {
        forgetful = true;
        return this;
    }

    long conditionalRequests() {
        return conditional.get();
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            exchange.getRequestBody().readAllBytes();
            String path = exchange.getRequestURI().getPath();
            boolean ofRun =
                    "headroom-load".equals(exchange.getRequestHeaders().getFirst("User-Agent"));
            if (ofRun && requests.incrementAndGet() % 100 < failingPercent) {
                send(exchange, 503, "{}");
            } else if (path.equals("/metrics")) {
                send(
                        exchange,
                        200,
                        "headroom_response_cache_requests_total{result=\"hit\"} "
                                + requests.get()
                                + "\nheadroom_response_cache_requests_total{result=\"miss\"} 3\n"
                                + "hikaricp_connections_timeout_total 0\nprocess_memory_rss_bytes 1e8\n");
            } else if (path.equals("/api/catalog/categories")) {
                send(
                        exchange,
                        200,
                        "{\"categories\":[{\"slug\":\"mugs\",\"name\":\"Mugs\",\"count\":40,\"children\":[]}]}");
            } else if (path.matches("/api/catalog/items/\\d+")) {
                item(exchange, Long.parseLong(path.substring(path.lastIndexOf('/') + 1)));
            } else {
                if (ofRun && path.equals("/api/catalog/search") && delayMillis > 0) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(delayMillis));
                }
                list(exchange);
            }
        }
    }

    private void item(HttpExchange exchange, long id) throws IOException {
        boolean write = exchange.getRequestMethod().equals("PUT");
        if (write
                && !"Bearer secret"
                        .equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
            send(exchange, 401, "{}");
            return;
        }
        int version = write ? versions.merge(id, 2, (a, b) -> a + 1) : versions.getOrDefault(id, 1);
        int shown = forgetful && !write ? 1 : version;
        String tag = "\"" + id + "-" + shown + "\"";
        exchange.getResponseHeaders().set("ETag", tag);
        String held = exchange.getRequestHeaders().getFirst("If-None-Match");
        if (held != null) {
            conditional.incrementAndGet();
        }
        if (tag.equals(held)) {
            exchange.sendResponseHeaders(304, -1);
            return;
        }
        send(
                exchange,
                200,
                "{\"id\":%d,\"name\":\"Blue mug\",\"stock\":3,\"version\":%d}"
                        .formatted(id, shown));
    }

    private static void list(HttpExchange exchange) throws IOException {
        String items =
                IntStream.rangeClosed(1, ITEMS)
                        .mapToObj(
                                i -> "{\"id\":%d,\"name\":\"Blue mug number %d\"}".formatted(i, i))
                        .collect(Collectors.joining(","));
        send(
                exchange,
                200,
                "{\"items\":[" + items + "],\"page\":{\"limit\":40,\"hasMore\":false}}");
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }
}
