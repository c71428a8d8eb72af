package io.headroom.benchmarks.findings;

import java.io.IOException;
import java.net.InetAddress;
import java.net.http.HttpClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// One caller who asks three hundred times a second, whether or not he is answered, beside eight
/// who ask twice. Each has an address of the loopback network; all ask for the same.
final class Flood implements AutoCloseable {

    private static final long FLOOD_NANOS = 3_333_333;
    private static final long CALM_NANOS = 500_000_000;
    private static final int CALM = 8;
    private static final String FLOODER = "127.0.0.66";

    private final ServiceProcess service;
    private final ScheduledExecutorService clock = Executors.newScheduledThreadPool(1);
    private final List<HttpClient> clients = new ArrayList<>();

    /// Nobody calls yet.
    Flood(ServiceProcess service) {
        this.service = service;
    }

    /// All of them begin.
    void begin() throws IOException {
        for (int i = 0; i < CALM; i++) {
            every(i * CALM_NANOS / CALM, CALM_NANOS, "127.0.0.1" + i);
        }
        every(0, FLOOD_NANOS, FLOODER);
    }

    private void every(long afterNanos, long nanos, String address) throws IOException {
        HttpClient client =
                HttpClient.newBuilder()
                        .localAddress(InetAddress.getByName(address))
                        .connectTimeout(Duration.ofSeconds(2))
                        .build();
        clients.add(client);
        var _ =
                clock.scheduleAtFixedRate(
                        () -> {
                            var _ = service.callFrom(client, "/quotes");
                        },
                        afterNanos,
                        nanos,
                        TimeUnit.NANOSECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
        clients.forEach(HttpClient::shutdownNow);
    }
}
