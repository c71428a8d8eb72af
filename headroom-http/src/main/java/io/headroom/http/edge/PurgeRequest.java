package io.headroom.http.edge;

import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;

/// One purge of an edge.
record PurgeRequest(Edge edge, Duration timeout, HttpClient client) {

    /// Many CDNs take no more keys at once; and with this many bytes the field is within what every
    /// server reads.
    static final int MOST_KEYS = 256;

    static final int LONGEST = 7_000;

    /// Returns when the edge took it.
    ///
    /// @throws IOException when it did not, whatever the reason; the message is for operators
    void send(List<String> keys) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(edge.url())
                        .timeout(timeout)
                        .method(edge.method(), HttpRequest.BodyPublishers.noBody())
                        .header(edge.header(), String.join(" ", keys));
        String token = edge.token();
        if (token != null) {
            boolean bearer = edge.tokenHeader().equalsIgnoreCase("Authorization");
            request.header(edge.tokenHeader(), bearer ? "Bearer " + token : token);
        }
        HttpResponse<Void> response = client.send(request.build(), BodyHandlers.discarding());
        if (response.statusCode() / 100 != 2) {
            throw new IOException("answered " + response.statusCode());
        }
    }
}
