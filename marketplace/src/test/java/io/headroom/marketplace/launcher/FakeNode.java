package io.headroom.marketplace.launcher;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;

/// Stands in for a node where only the launcher is tested: it answers readiness when it reaches its
/// database, and ends with its parent.
final class FakeNode {

    private FakeNode() {}

    public static void main(String[] arguments) throws Exception {
        ParentPipe.exitWithParent();
        try (var connection = Database.of(System.getenv()).dataSource().getConnection()) {
            if (!connection.isValid(5)) {
                throw new SQLException("no database");
            }
        }
        int port = Integer.parseInt(System.getenv("SERVER_PORT"));
        HttpServer server =
                HttpServer.create(
                        new InetSocketAddress(
                                InetAddress.getByAddress(new byte[] {127, 0, 0, 1}), port),
                        16);
        byte[] body = System.getenv("HEADROOM_NODE").getBytes(StandardCharsets.UTF_8);
        server.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, body.length);
                    exchange.getResponseBody().write(body);
                    exchange.close();
                });
        server.start();
        Thread.currentThread().join();
    }
}
