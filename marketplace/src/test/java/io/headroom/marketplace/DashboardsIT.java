package io.headroom.marketplace;

import static io.headroom.marketplace.RunningShop.json;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// The committed dashboards, against a Prometheus that scrapes the shop while it is used.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DashboardsIT {

    private static final Path FOLDER = Path.of("../deploy/grafana");
    private static final Duration PATIENCE = Duration.ofMinutes(3);

    /// Its series is there without a value while there is too little load to tell.
    private static final String NOT_ALWAYS_KNOWN = "headroom_capacity_requests_per_second";

    private static final RunningShop SHOP = SharedShop.get();
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Process prometheus;
    private String base = "";

    @BeforeAll
    void start(@TempDir Path folder) throws Exception {
        String program =
                Stream.of(System.getenv("PATH").split(":"))
                        .map(place -> Path.of(place, "prometheus"))
                        .filter(Files::isExecutable)
                        .map(Path::toString)
                        .findFirst()
                        .orElse("");
        if (program.isEmpty()) {
            abort("prometheus is not there: .ci/install-promtool installs it");
        }
        URI shop = URI.create(SHOP.url());
        Path configuration =
                Files.writeString(
                        folder.resolve("prometheus.yml"),
                        """
                        global:
                          scrape_interval: 1s
                        scrape_configs:
                          - job_name: marketplace
                            static_configs:
                              - targets: ["%s:%d"]
                        """
                                .formatted(shop.getHost(), shop.getPort()));
        int port;
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        base = "http://127.0.0.1:" + port;
        prometheus =
                new ProcessBuilder(
                                program,
                                "--config.file=" + configuration,
                                "--storage.tsdb.path=" + folder.resolve("data"),
                                "--web.listen-address=127.0.0.1:" + port)
                        .redirectErrorStream(true)
                        .redirectOutput(folder.resolve("prometheus.log").toFile())
                        .start();
    }

    @AfterAll
    void stop() throws InterruptedException {
        if (prometheus != null) {
            prometheus.destroy();
            prometheus.waitFor(10, TimeUnit.SECONDS);
            prometheus.destroyForcibly();
        }
    }

    private static JsonNode dashboard(String name) throws IOException {
        return JsonMapper.shared().readTree(Files.readString(FOLDER.resolve(name + ".json")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"catalog-overview", "headroom"})
    void everyPanelIsWhole(String name) throws IOException {
        JsonNode dashboard = dashboard(name);
        Set<Integer> ids = new HashSet<>();
        Set<String> places = new HashSet<>();
        for (JsonNode panel : dashboard.path("panels")) {
            String title = panel.path("title").asString();
            assertThat(ids.add(panel.path("id").asInt())).as(title).isTrue();
            assertThat(panel.path("description").asString()).as(title).hasSizeGreaterThan(20);
            assertThat(panel.path("fieldConfig").path("defaults").path("unit").asString())
                    .as(title)
                    .isNotEmpty();
            JsonNode at = panel.path("gridPos");
            assertThat(at.path("x").asInt() + at.path("w").asInt()).as(title).isBetween(1, 24);
            for (int x = 0; x < at.path("w").asInt(); x++) {
                for (int y = 0; y < at.path("h").asInt(); y++) {
                    String place = (at.path("x").asInt() + x) + "," + (at.path("y").asInt() + y);
                    assertThat(places.add(place)).as(title + " overlaps at " + place).isTrue();
                }
            }
            for (JsonNode target : panel.path("targets")) {
                String expression = target.path("expr").asString();
                if (expression.contains("rate(")) {
                    assertThat(expression).as(title).contains("[$__rate_interval]");
                }
                assertThat(expression).as(title).contains("job=\"$job\"");
            }
        }
        assertThat(dashboard.path("time").path("from").asString()).isEqualTo("now-1h");
        assertThat(dashboard.path("refresh").asString()).isEqualTo("30s");
    }

    @Test
    void theCataloguesHasTheTenPanelsOfTheContract() throws IOException {
        assertThat(dashboard("catalog-overview").path("panels")).hasSize(10);
    }

    /// What has no result under use would stay an empty panel.
    @ParameterizedTest
    @ValueSource(strings = {"catalog-overview", "headroom"})
    void everyExpressionHasAResultWhileTheShopIsUsed(String name) throws Exception {
        List<String> missing = expressions(name);
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (int round = 0; !missing.isEmpty() && System.nanoTime() < deadline; round++) {
            use(round);
            List<String> still = new ArrayList<>();
            for (String expression : missing) {
                if (!hasResult(expression)) {
                    still.add(expression);
                }
            }
            missing = still;
        }
        assertThat(missing).as("without a result").isEmpty();
    }

    private static List<String> expressions(String name) throws IOException {
        List<String> all = new ArrayList<>();
        for (JsonNode panel : dashboard(name).path("panels")) {
            for (JsonNode target : panel.path("targets")) {
                all.add(
                        target.path("expr")
                                .asString()
                                .replace("$__rate_interval", "30s")
                                .replace("$job", "marketplace"));
            }
        }
        return all;
    }

    private static void use(int round) {
        int item = 1 + round * 10;
        for (String path :
                List.of(
                        "/api/catalog/items",
                        "/api/catalog/items/" + item,
                        "/api/catalog/items/" + item,
                        "/api/catalog/search?q=dashboard+" + round,
                        "/api/catalog/suggestions?q=d" + round % 10,
                        "/api/catalog/popular?limit=" + (1 + round % 100),
                        "/api/catalog/trending?limit=" + (1 + round % 100),
                        "/api/catalog/recent?limit=" + (1 + round % 100),
                        "/api/catalog/items/" + item + "/similar",
                        "/api/catalog/items/" + item + "/also-bought",
                        "/api/catalog/recommendations?customer=" + item,
                        "/api/catalog/items/nonsense")) {
            SHOP.get(path);
        }
        for (String type : List.of("view", "favorite", "share")) {
            SHOP.write(
                    1,
                    "POST",
                    "/api/catalog/items/" + item + "/events",
                    "{\"type\":\"" + type + "\"}");
        }
    }

    private boolean hasResult(String expression) throws InterruptedException {
        try {
            String query =
                    base
                            + "/api/v1/query?query="
                            + URLEncoder.encode(expression, StandardCharsets.UTF_8);
            var response =
                    CLIENT.send(
                            HttpRequest.newBuilder(URI.create(query)).build(),
                            BodyHandlers.ofString());
            JsonNode answer = json(response);
            assertThat(answer.path("status").asString())
                    .as(expression + ": " + answer.path("error").asString())
                    .isEqualTo("success");
            for (JsonNode series : answer.path("data").path("result")) {
                if (expression.contains(NOT_ALWAYS_KNOWN)
                        || !series.path("value").path(1).asString().equals("NaN")) {
                    return true;
                }
            }
            return false;
        } catch (IOException notUpYet) {
            return false;
        }
    }
}
