package io.headroom.benchmarks.findings;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.locks.LockSupport;

/// The service of prices, on which the troubled one depends.
final class Prices implements AutoCloseable {

    private static final Duration USUAL = Duration.ofMillis(2);

    private final HttpServer server;
    private volatile Duration pause = USUAL;

    private Prices(HttpServer server) {
        this.server = server;
    }

    static Prices open() throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Prices prices = new Prices(server);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext(
                "/prices",
                exchange -> {
                    LockSupport.parkNanos(prices.pause.toNanos());
                    byte[] body = "17.50".getBytes(StandardCharsets.UTF_8);
                    exchange.sendResponseHeaders(200, body.length);
                    try (var to = exchange.getResponseBody()) {
                        to.write(body);
                    }
                });
        server.start();
        return prices;
    }

    String address() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/prices";
    }

    /// Each answer takes the usual time and so much more.
    void slowDownBy(Duration more) {
        pause = USUAL.plus(more);
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
