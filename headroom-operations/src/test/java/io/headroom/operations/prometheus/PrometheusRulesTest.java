package io.headroom.operations.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.operations.slo.SloFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class PrometheusRulesTest {

    private static final Path COMMITTED = Path.of("../deploy/prometheus/alerts/headroom.yml");
    private static final Pattern ALERT = Pattern.compile("- alert: (\\w+)");

    /// Where it fails after a change of the file, run the generator as the rule file's head says.
    @Test
    void theCommittedRulesAreWhatTheFileGives() throws IOException {
        assertThat(Files.readString(COMMITTED)).isEqualTo(PrometheusRules.of(SloFile.defaults()));
    }

    @Test
    void noAlertLacksItsPage() throws IOException {
        List<String> alerts = new ArrayList<>();
        try (Stream<Path> files = Files.list(COMMITTED.resolveSibling("."))) {
            for (Path file : files.toList()) {
                Matcher alert = ALERT.matcher(Files.readString(file));
                while (alert.find()) {
                    alerts.add(alert.group(1));
                }
            }
        }
        assertThat(alerts).hasSizeGreaterThan(60);
        assertThat(alerts)
                .allSatisfy(name ->
                        assertThat(Path.of("../docs/runbook", name + ".md"))
                                .content()
                                .startsWith("# " + name + "\n")
                                .contains(
                                        "## What it means", "## What to look at", "## What to do"));
    }

    @Test
    void aRuleSaysWhatTheFileSays() {
        assertThat(PrometheusRules.of(SloFile.defaults()))
                .contains(
                        """
                              - alert: HeadroomBudgetBurnsVeryFast
                                expr: |
                                  slo:headroom_slo_bad:ratio_rate1h{slo="api-p95"} > 0.72
                                    and slo:headroom_slo_bad:ratio_rate5m{slo="api-p95"} > 0.72
                                    and slo:headroom_slo_events:increase1h{slo="api-p95"} >= 100
                                keep_firing_for: 5m
                                labels:
                                  slo: api-p95
                                  priority: high
                        """,
                        """
                              - alert: HeadroomPoolNearlyExhausted
                                expr: |
                                  headroom_figure{figure="pool.utilisation_ratio"} > 0.9
                                for: 1m
                                keep_firing_for: 5m
                                labels:
                                  priority: high
                        """);
    }
}
