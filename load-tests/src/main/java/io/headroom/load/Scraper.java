package io.headroom.load;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;

/// Reads the service's own figures from `/metrics`: before, at even distances during, and after the
/// measured time. Safe for use by many threads.
final class Scraper {

    private static final Duration TIMEOUT = Duration.ofSeconds(5);
    private static final int READS = 60;
    private static final Duration LEAST_DISTANCE = Duration.ofSeconds(1);
    private static final Duration MOST_DISTANCE = Duration.ofSeconds(10);

    /// @param second from the end of the warm-up
    record Snapshot(double second, PrometheusText metrics) {}

    private final HttpClient client;
    private final URI metrics;
    private final RunClock clock;
    private final long distanceNanos;
    private final List<Snapshot> snapshots = new ArrayList<>();
    private final AtomicReference<String> problem = new AtomicReference<>("");
    private long nextRead = Long.MIN_VALUE;
    private boolean complete;

    Scraper(HttpClient client, String url, RunClock clock, Duration measured) {
        this.client = client;
        this.metrics = URI.create(url + "/metrics");
        this.clock = clock;
        this.distanceNanos =
                Math.clamp(
                        measured.toNanos() / READS,
                        LEAST_DISTANCE.toNanos(),
                        MOST_DISTANCE.toNanos());
    }

    /// Reads when it is time to; called often.
    synchronized void tick() {
        if (complete || !clock.isMeasuring()) {
            return;
        }
        long now = clock.now();
        boolean last = clock.isOver();
        if (nextRead == Long.MIN_VALUE || last || now - nextRead >= 0) {
            nextRead = now + distanceNanos;
            complete = last;
            read(now);
        }
    }

    private void read(long now) {
        HttpRequest request =
                HttpRequest.newBuilder(metrics)
                        .timeout(TIMEOUT)
                        .header("Accept", "text/plain")
                        .build();
        try {
            HttpResponse<String> response =
                    client.send(request, HttpResponse.BodyHandlers.ofString());
            if (response.statusCode() == 200) {
                snapshots.add(
                        new Snapshot(
                                clock.sinceWarmUp(now) / 1e9,
                                PrometheusText.parse(response.body())));
            } else {
                problem.set(metrics + " answers with status " + response.statusCode());
            }
        } catch (IOException e) {
            problem.set(metrics + " cannot be read: " + e);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    synchronized List<Snapshot> snapshots() {
        return List.copyOf(snapshots);
    }

    /// The last thing that went wrong, empty without.
    String problem() {
        return problem.get();
    }
}
