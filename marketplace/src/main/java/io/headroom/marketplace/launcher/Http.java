package io.headroom.marketplace.launcher;

import java.io.IOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// The little of HTTP that the launcher needs; `java.net.http` would cost its start a tenth of a
/// second.
final class Http {

    private static final int TIMEOUT_MILLIS = 5_000;

    private Http() {}

    /// @param status 0 when there was no answer
    record Answer(int status, String body) {}

    /// The answer's status, or 0 when there is none.
    static int status(int port, String path) {
        return send(port, "GET", path, Map.of("Accept-Encoding", "gzip"), "").status();
    }

    /// @param body nothing where it is empty
    static Answer send(
            int port, String method, String path, Map<String, String> headers, String body) {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create(address(port) + path).toURL().openConnection();
            connection.setConnectTimeout(TIMEOUT_MILLIS);
            connection.setReadTimeout(TIMEOUT_MILLIS);
            connection.setRequestMethod(method);
            headers.forEach(connection::setRequestProperty);
            if (!body.isEmpty()) {
                connection.setDoOutput(true);
                try (OutputStream out = connection.getOutputStream()) {
                    out.write(body.getBytes(StandardCharsets.UTF_8));
                }
            }
            int status = connection.getResponseCode();
            var answer = status < 400 ? connection.getInputStream() : connection.getErrorStream();
            if (answer == null) {
                return new Answer(status, "");
            }
            try (answer) {
                return new Answer(
                        status, new String(answer.readAllBytes(), StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            return new Answer(0, "");
        }
    }

    static String address(int port) {
        return "http://127.0.0.1:" + port;
    }

    /// @throws LaunchException when another process listens on the port
    static void requireFree(int port) {
        if (!isFree(port)) {
            throw LaunchException.failed(
                    "Port %d is in use%s. End that process, or choose another port with --port."
                            .formatted(port, listener(port)));
        }
    }

    static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port)) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }

    static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    private static String listener(int port) {
        return status(port, "/health") == 200 ? " by a shop that answers there already" : "";
    }
}
