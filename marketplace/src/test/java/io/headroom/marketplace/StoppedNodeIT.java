package io.headroom.marketplace;

import static io.headroom.marketplace.RunningShop.eventually;
import static io.headroom.marketplace.RunningShop.json;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.marketplace.launcher.Ports;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// The operations of a shop of two nodes, asked at one, while the other, a process of its own, is
/// halted with SIGSTOP, goes on, and is killed with SIGKILL.
class StoppedNodeIT {

    private static final String NODES = "/api/v1/performance/nodes";
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private final HttpClient client = HttpClient.newHttpClient();

    @Test
    void theOthersAnswerInTimeAndSayWhoIsMissing() throws Exception {
        try (RunningShop shop =
                RunningShop.onSharedServers(
                        1,
                        "--headroom.cache.redis.key-prefix=stopped-node",
                        "--headroom.operations.nodes.interval=500ms",
                        "--headroom.operations.nodes.forget-after=5s")) {
            int port = Ports.free(1);
            Process other = shop.startProcess(2, port);
            try {
                eventually("both nodes answer", PATIENCE, () -> answered(shop) == 2);
                String url = "http://127.0.0.1:" + port;
                eventually(
                        "the requests of both are one figure",
                        PATIENCE,
                        () -> {
                            work(shop.url());
                            work(url);
                            return isTheSum(json(shop.get(NODES)).get("data"));
                        });

                signal("STOP", other);
                eventually("it is missing", PATIENCE, () -> answered(shop) == 1);
                long fastest = Long.MAX_VALUE;
                for (int i = 0; i < 10; i++) {
                    long begun = System.nanoTime();
                    assertThat(shop.get(NODES).statusCode()).isEqualTo(200);
                    fastest = Math.min(fastest, System.nanoTime() - begun);
                }
                assertThat(Duration.ofNanos(fastest)).isLessThan(Duration.ofMillis(150));
                assertThat(reason(shop))
                        .matches("did not answer.*|has given no sign for .*|forgotten");
                signal("CONT", other);
                eventually("it answers again", PATIENCE, () -> answered(shop) == 2);

                other.destroyForcibly().waitFor();
                eventually("it is missing again", PATIENCE, () -> answered(shop) == 1);
                eventually(
                        "it is forgotten",
                        PATIENCE,
                        () -> json(shop.get(NODES)).get("data").get("known").asInt() == 1);
            } finally {
                other.destroyForcibly().waitFor();
            }
        }
    }

    private static int answered(RunningShop shop) {
        return json(shop.get(NODES)).get("data").get("answered").asInt();
    }

    private static String reason(RunningShop shop) {
        return StreamSupport.stream(
                        json(shop.get(NODES)).get("data").get("nodes").spliterator(), false)
                .filter(node -> !node.get("answered").asBoolean())
                .map(node -> node.get("reason").asString())
                .findFirst()
                .orElse("forgotten");
    }

    private static boolean isTheSum(JsonNode all) {
        double sum = 0;
        for (JsonNode node : all.get("nodes")) {
            double rate = node.path("requestsPerSecond").asDouble(0);
            if (rate == 0) {
                return false;
            }
            sum += rate;
        }
        double together =
                all.get("together").get("figures").get("http.requests_per_second").asDouble();
        return all.get("nodes").size() == 2 && Math.abs(together - sum) < 0.01;
    }

    private void work(String url) {
        for (int i = 0; i < 10; i++) {
            try {
                client.send(
                        HttpRequest.newBuilder(URI.create(url + "/api/catalog/items?limit=2"))
                                .timeout(Duration.ofSeconds(20))
                                .build(),
                        BodyHandlers.discarding());
            } catch (IOException e) {
                throw new AssertionError(e);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError(e);
            }
        }
    }

    private static void signal(String name, Process process) throws Exception {
        Process kill = new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start();
        assertThat(kill.waitFor()).isZero();
    }
}
