package io.headroom.benchmarks.watch;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;

/// Switches the watches of the process that it is in: a request for `/NAME` leaves on what
/// [Watches] of that name has, and is answered by the processor time of the process in nanoseconds.
final class WatchSwitch implements AutoCloseable {

    /// The variable that says at which port it listens.
    static final String PORT = "HEADROOM_BENCH_SWITCH_PORT";

    private final HttpServer server;
    private final ObjectProvider<SmartLifecycle> works;
    private final ObjectProvider<SwitchedDataSource> sources;

    private WatchSwitch(
            HttpServer server,
            ObjectProvider<SmartLifecycle> works,
            ObjectProvider<SwitchedDataSource> sources) {
        this.server = server;
        this.works = works;
        this.sources = sources;
    }

    static WatchSwitch open(
            ObjectProvider<SmartLifecycle> works, ObjectProvider<SwitchedDataSource> sources)
            throws IOException {
        int port = Integer.parseInt(System.getenv().getOrDefault(PORT, "0"));
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
        WatchSwitch opened = new WatchSwitch(server, works, sources);
        server.createContext("/", opened::answer);
        server.start();
        return opened;
    }

    private void answer(HttpExchange exchange) throws IOException {
        try (exchange) {
            turn(Watches.valueOf(exchange.getRequestURI().getPath().substring(1)));
            long nanos = ProcessHandle.current().info().totalCpuDuration().orElseThrow().toNanos();
            byte[] body = Long.toString(nanos).getBytes(StandardCharsets.US_ASCII);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private synchronized void turn(Watches watches) {
        works.forEach(work -> {
            if (watches.has(work)) {
                start(work);
            } else {
                work.stop();
            }
        });
        sources.forEach(source -> source.leaveOn(watches));
    }

    private static void start(SmartLifecycle work) {
        if (work.getClass().getName().startsWith("io.headroom.spring.") && !work.isRunning()) {
            work.start();
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
