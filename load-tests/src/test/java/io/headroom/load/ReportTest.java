package io.headroom.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ReportTest {

    @TempDir Path folder;

    @Test
    void theJsonTellsVerdictThresholdsAndFigures() throws IOException {
        report("load <b>").write(folder);

        JsonNode json =
                JsonMapper.builder()
                        .build()
                        .readTree(Files.readString(folder.resolve(Report.JSON)));
        assertThat(json.path("outcome").asString()).isEqualTo("FAILED");
        JsonNode threshold = json.path("thresholds").path(0);
        assertThat(threshold.path("name").asString()).isEqualTo("search p90");
        assertThat(threshold.path("measured").asDouble()).isEqualTo(250);
        assertThat(threshold.path("shareOfLimitPercent").asDouble()).isEqualTo(125);
        assertThat(threshold.path("met").asBoolean()).isFalse();
        assertThat(json.path("latencies").path("search").path("p99Millis").asDouble())
                .isEqualTo(300);
        assertThat(json.path("generator").path("latePercent").asDouble()).isEqualTo(0.1);
        assertThat(json.path("machine").path("cores").asInt()).isEqualTo(2);
        assertThat(json.path("server").path("overallHitRatePercent").isNull()).isTrue();
    }

    @Test
    void thePageStandsAloneAndEscapesWhatItShows() throws IOException {
        report("load <b>").linkedTo(Path.of("gatling/index.html")).write(folder);

        String html = Files.readString(folder.resolve(Report.HTML));
        assertThat(html)
                .contains(
                        "FAILED", "MISSED", "load &lt;b&gt;", "<svg", "prefers-color-scheme: dark")
                .contains("href=\"gatling/index.html\"", "href=\"report.json\"")
                .doesNotContain("load <b>", "<script", "{{", "http-equiv", "src=");
        assertThat(html.indexOf("FAILED")).isLessThan(html.indexOf("<h2>"));
    }

    @Test
    void axesEndAtRoundNumbers() {
        assertThat(Chart.roundUp(0)).isEqualTo(1);
        assertThat(Chart.roundUp(1_900)).isEqualTo(2_000);
        assertThat(Chart.roundUp(2_001)).isEqualTo(2_500);
        assertThat(Chart.roundUp(7)).isEqualTo(10);
    }

    private static Report report(String profile) {
        LatencySummary search = new LatencySummary(50, 1, 90.0, 250.0, 280.0, 300.0, 310.0);
        Map<String, LatencySummary> latencies = new LinkedHashMap<>();
        latencies.put("all", search);
        latencies.put("search", search);
        Figures figures = new Figures(search, search, search, search, 2, 0, null, null, 0);
        return new Report(
                Outcome.FAILED,
                List.of(),
                new Report.Run(
                        profile,
                        "a small one",
                        "http://127.0.0.1:8080",
                        "./headroom load small",
                        "2026-01-01T00:00:00Z",
                        0.1,
                        1,
                        3,
                        List.of(new Report.Stage("hold", true, 10, 10, 3)),
                        0,
                        1,
                        Map.of("mix", "40 % browse")),
                List.of(Threshold.below(Measure.SEARCH_P90_MILLIS, 200).judge(figures)),
                latencies,
                2,
                Map.of("status 503", 1L),
                100,
                98,
                12,
                50,
                0,
                0,
                new GeneratorHealth(30, 30, 50, 0.1, 1, 2, 0.1, 1, 2, 0, 0, 10),
                ServerFigures.of(List.of(), "/metrics was not there"),
                new Timeline(1, List.of(new Timeline.Point(0, 100, 98, 2, search))),
                new Machine("a processor", 2, 1L << 30, "Linux", "25"),
                List.of("one machine"),
                "");
    }
}
