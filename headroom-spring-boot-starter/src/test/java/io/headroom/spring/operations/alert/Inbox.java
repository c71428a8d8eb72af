package io.headroom.spring.operations.alert;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// A receiver of webhooks that takes what is signed rightly.
final class Inbox implements AutoCloseable {

    static final String SECRET = "s3cret-between-us";
    private static final JsonMapper JSON = JsonMapper.builder().build();

    private final HttpServer server;

    /// What was taken.
    final List<JsonNode> taken = new CopyOnWriteArrayList<>();

    /// The idempotency keys of all requests, also of those that were refused.
    final List<String> asked = new CopyOnWriteArrayList<>();

    /// Statuses of the next answers; 202 when there are none.
    final Queue<Integer> answers = new ConcurrentLinkedQueue<>();

    Inbox() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::take);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/T0P-SECRET-path";
    }

    private void take(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        asked.add(exchange.getRequestHeaders().getFirst("Idempotency-Key"));
        Integer answer = answers.poll();
        int status = answer == null ? 202 : answer;
        if (!isSigned(exchange.getRequestHeaders().getFirst("X-Signature"), body)) {
            status = 401;
        }
        if (status == 503) {
            exchange.getResponseHeaders().set("Retry-After", "1");
        }
        if (status == 202) {
            taken.add(JSON.readTree(body));
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private static boolean isSigned(String signature, String body) {
        String[] parts = signature.split(",v1=", 2);
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(SECRET.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] seal =
                    mac.doFinal(
                            (parts[0].substring(2) + "." + body).getBytes(StandardCharsets.UTF_8));
            return MessageDigest.isEqual(seal, HexFormat.of().parseHex(parts[1]));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
