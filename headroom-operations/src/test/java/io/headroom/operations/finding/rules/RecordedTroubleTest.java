package io.headroom.operations.finding.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.Finding;
import io.headroom.operations.finding.Findings;
import io.headroom.test.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// Figures of planted troubles as services recorded them, means of five seconds each, played to all
/// rules as the service looks: when does the finding stand first?
class RecordedTroubleTest {

    private static final int STEP_SECONDS = 5;

    private final ManualTime time = new ManualTime();
    private final List<Fact> facts = new ArrayList<>();
    private Map<String, double[]> recorded = Map.of();
    private int step;
    private final Findings findings =
            new Findings(
                    new Findings.Watched(
                            List.of(to -> facts.forEach(to)),
                            ShippedRules.all(),
                            this::mean,
                            List::of),
                    time,
                    time::nanos);

    private double mean(String figure, Duration window) {
        double[] values = recorded.getOrDefault(figure, new double[0]);
        int steps = Math.max(1, (int) (window.toSeconds() / STEP_SECONDS));
        double sum = 0;
        int count = 0;
        for (int i = Math.max(0, step - steps + 1); i <= Math.min(step, values.length - 1); i++) {
            sum += values[i];
            count++;
        }
        return count == 0 ? Double.NaN : sum / count;
    }

    /// The step at which a finding of the kind stands first; -1 where none does.
    private int firstAt(String kind, int steps, Fact... seen) {
        facts.addAll(List.of(seen));
        for (step = 0; step < steps; step++) {
            findings.tick();
            List<Finding> open = findings.open();
            if (!open.isEmpty() && open.getFirst().what().kind().equals(kind)) {
                return step;
            }
            time.advance(Duration.ofSeconds(STEP_SECONDS));
        }
        return -1;
    }

    /// A heap of 160 MB, of which 86 % are kept from the third step on.
    @Test
    void aHeapThatWasFilledIsFoundWithinTwentySeconds() {
        recorded =
                Map.of(
                        "jvm.gc_ratio", new double[] {0.01, 0, 0.17, 0.77, 0.83, 0.83, 0.82, 0.82},
                        "memory.heap_ratio",
                                new double[] {0.31, 0.34, 0.44, 0.86, 0.86, 0.86, 0.86, 0.86},
                        "process.cpu_ratio",
                                new double[] {0.19, 0.19, 0.21, 0.16, 0.18, 0.16, 0.16, 0.2},
                        "scheduler.lag_seconds",
                                new double[] {0.01, 0, 0.01, 0.02, 0.15, 0.12, 0.02, 0.02});
        int found =
                firstAt(
                        "gc-bound-heap",
                        8,
                        new Fact.Route("GET /items", 30, 0, 200, Map.of("rest", 200.0), ""));
        assertThat(found - 2).isBetween(1, 20 / STEP_SECONDS);
    }

    /// All of a pool of 3 are borrowed, so that the check of the database, too, finds none in time.
    @Test
    void anExhaustedPoolStandsFirstThoughTheCheckOfItsDatabaseFails() {
        int found =
                firstAt(
                        "pool-too-small",
                        4,
                        new Fact.Pool("main", 3, 14, 3, 17, 0, 700, 140, 3, true),
                        new Fact.Dependency("postgres", false, true, "no answer within 5 s"),
                        new Fact.Route(
                                "GET /reports",
                                17,
                                0,
                                850,
                                Map.of("pool_wait", 700.0, "database", 150.0),
                                ""));
        assertThat(found).isEqualTo(2);
    }
}
