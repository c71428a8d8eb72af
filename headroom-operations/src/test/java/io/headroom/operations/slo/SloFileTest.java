package io.headroom.operations.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SloFileTest {

    private static final String GOOD =
            """
            objectives:
              - name: latency
                description: Fast.
                component: application
                target: 95
                events: requests
                within: 500ms
            alerts:
              - name: PoolFull
                priority: high
                component: database
                figure: pool.utilisation_ratio
                above: 0.9
                for: 1m
                summary: Full.
            """;

    private static SloDefinitions read(String text) {
        return SloFile.read(
                "slo.yaml", new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void aFileSaysWhatItSays() {
        SloDefinitions definitions = read(GOOD);
        assertThat(definitions.period()).isEqualTo(Duration.ofDays(30));
        Objective latency = definitions.objectives().getFirst();
        assertThat(latency.target()).isEqualTo(0.95);
        assertThat(latency.indicator())
                .isInstanceOfSatisfying(
                        Indicator.Timed.class,
                        timed -> assertThat(timed.within()).isEqualTo(Duration.ofMillis(500)));
        assertThat(definitions.thresholds().getFirst().bound().isCrossedBy(0.91)).isTrue();
        assertThat(definitions.alertedFigures()).containsExactly("pool.utilisation_ratio");
    }

    @Test
    void theShippedFileHoldsEverySla() {
        SloDefinitions shipped = SloFile.defaults();
        assertThat(shipped.objectives())
                .extracting(Objective::name)
                .containsExactly(
                        "api-mean",
                        "api-p95",
                        "api-p99",
                        "availability",
                        "api-errors",
                        "queries-simple",
                        "queries-complex",
                        "queries-aggregation",
                        "cache-hits",
                        "cache-operations",
                        "search",
                        "cpu",
                        "memory",
                        "disk");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    target: 95        | target: 101       | objectives[0].target must be above 0 and below 100 per cent: 101.0
                    target: 95        | target: most      | objectives[0].target must be a number: most
                    target: 95        | target: .nan      | objectives[0].target must be a number: NaN
                    within: 500ms     | within: 2h        | objectives[0].within must be a duration from 1ms to 3600s, such as 500ms, 5m or 30d: 2h
                    within: 500ms     | whithin: 500ms    | objectives[0].whithin is not a known field
                    name: latency     | name: Latency!    | objectives[0].name must be 1 to 40 of a-z, 0-9 and -, a letter first: Latency!
                    events: requests  | figure: a         | objectives[0].figure needs one of below and above
                    events: requests  | pagee: true       | objectives[0].events is missing
                    above: 0.9        | above: .inf       | alerts[0].above must be a number: Infinity
                    for: 1m           | for: 2d           | alerts[0].for must be a duration from 0s to 1d
                    priority: high    | priority: urgent  | alerts[0].priority must be one of high, low, medium: urgent
                    component: database | component: disk | alerts[0].component must be one of application, cache, database, jobs, locks, search: disk
                    objectives:       | period: 31d\\nobjectives: | period must be a duration from 1d to 30d
                    objectives:       | version: 2\\nobjectives:  | version must be a whole number from 1 to 1: 2
                    name: PoolFull    | name: PoolFull\\n    name: Twice | found duplicate key name
                    """)
    void aBadFileIsRefusedWithFieldAndLimit(String good, String bad, String complaint) {
        String file = GOOD.replace(good, bad.replace("\\n", "\n"));
        assertThat(file).isNotEqualTo(GOOD);
        assertThatThrownBy(() -> read(file))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("slo.yaml: ")
                .hasMessageContaining(complaint);
    }

    @Test
    void anObjectiveThatIsThereTwiceIsRefused() {
        String entry = GOOD.substring(GOOD.indexOf("  - name"), GOOD.indexOf("alerts:"));
        assertThatThrownBy(() -> read("objectives:\n" + entry + entry))
                .hasMessageContaining("objectives[1].name is there already: latency");
    }

    @Test
    void whatIsNoMappingIsRefused() {
        assertThatThrownBy(() -> read("")).hasMessageContaining("must be a mapping");
        assertThatThrownBy(() -> read("- a")).hasMessageContaining("must be a mapping");
        assertThatThrownBy(() -> read("!!java.net.URL [\"http://127.0.0.1\"]"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void noAlertLacksItsPage() {
        Path runbook = Path.of("../docs/runbook");
        assertThat(SloFile.defaults().alertNames())
                .allSatisfy(name ->
                        assertThat(runbook.resolve(name + ".md"))
                                .content()
                                .startsWith("# " + name)
                                .contains(
                                        "## What it means", "## What to look at", "## What to do"));
    }
}
