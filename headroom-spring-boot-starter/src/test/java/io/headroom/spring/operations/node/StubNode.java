package io.headroom.spring.operations.node;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.headroom.operations.node.ServiceNode;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

/// What stands at an address of the directory and is no node of Headroom: it notes what it is
/// asked, and answers as it is told, or not at all.
final class StubNode implements Closeable {

    /// Answers a question.
    interface Handler {
        void answer(HttpExchange exchange) throws IOException;
    }

    private final ServiceNode node;
    private final Closeable server;
    private final List<Asked> asked = new CopyOnWriteArrayList<>();

    /// A question.
    record Asked(
            String path, @Nullable String query, @Nullable String authorization, String meantFor) {}

    private StubNode(String name, int port, Closeable server) {
        this.node =
                new ServiceNode(
                        "stub-" + name,
                        name,
                        URI.create("http://127.0.0.1:" + port),
                        "",
                        Instant.EPOCH);
        this.server = server;
    }

    static StubNode answering(String name, Handler handler) throws IOException {
        HttpServer server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        StubNode stub = new StubNode(name, server.getAddress().getPort(), () -> server.stop(0));
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        stub.asked.add(
                                new Asked(
                                        exchange.getRequestURI().getPath(),
                                        exchange.getRequestURI().getQuery(),
                                        exchange.getRequestHeaders().getFirst("Authorization"),
                                        String.valueOf(
                                                exchange.getRequestHeaders()
                                                        .getFirst(Peers.MEANT_FOR))));
                        handler.answer(exchange);
                    }
                });
        server.start();
        return stub;
    }

    static StubNode answering(String name, int status, String body) throws IOException {
        return answering(
                name,
                exchange -> {
                    byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
                    exchange.getResponseBody().write(bytes);
                });
    }

    /// Takes connections and never says anything.
    static StubNode hung(String name) throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        StubNode stub = new StubNode(name, socket.getLocalPort(), socket);
        Thread.ofVirtual()
                .start(() -> {
                    List<Socket> open = new CopyOnWriteArrayList<>();
                    try {
                        while (true) {
                            open.add(socket.accept());
                            stub.asked.add(new Asked("", null, null, ""));
                        }
                    } catch (IOException closed) {
                        open.forEach(StubNode::close);
                    }
                });
        return stub;
    }

    /// Nobody is there any more.
    static StubNode killed(String name) throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return new StubNode(name, socket.getLocalPort(), () -> {});
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    ServiceNode node() {
        return node;
    }

    List<Asked> asked() {
        return asked;
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
