package io.headroom.marketplace;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
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

    private RunningPrometheus prometheus;

    @BeforeAll
    void start(@TempDir Path folder) throws IOException {
        prometheus = RunningPrometheus.scraping(SHOP, folder, List.of());
    }

    @AfterAll
    void stop() {
        if (prometheus != null) {
            prometheus.close();
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
            ShopUse.round(SHOP, round);
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

    private boolean hasResult(String expression) throws InterruptedException {
        try {
            for (JsonNode series : prometheus.query(expression)) {
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
