package io.headroom.operations.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.operations.history.FigureSource;
import io.headroom.operations.history.History;
import io.headroom.operations.history.HistoryOptions;
import io.headroom.operations.slo.SloFile;
import io.headroom.test.ManualTime;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Fed from a history, second by second.
class CapacityEngineTest {

    private static final double DEMAND = 0.002;
    private static final double IDLE = 0.2;
    private static final int PROCESSORS = 4;
    private static final double TRUTH = (0.9 * PROCESSORS - IDLE) / DEMAND;

    private final ManualTime time = new ManualTime();
    private final History history = new History(new HistoryOptions(20), time, time::nanos);
    private final Random random = new Random(1);
    private final CapacityEngine engine =
            new CapacityEngine(
                    history,
                    () ->
                            List.of(
                                    new Resource(
                                            "processor",
                                            "processor",
                                            Resource.Kind.QUEUE,
                                            "system.cpu_ratio",
                                            PROCESSORS,
                                            PROCESSORS,
                                            0.9,
                                            "",
                                            "",
                                            "Add processors.")),
                    Promise.of(SloFile.defaults()),
                    CapacityOptions.defaults(),
                    time);

    private void seconds(int count, double throughput) {
        for (int i = 0; i < count; i++) {
            time.advance(Duration.ofSeconds(1));
            double now = Math.max(0, throughput * (1 + 0.2 * random.nextGaussian()));
            double noise = 1 + 0.05 * random.nextGaussian();
            FigureSource source =
                    to -> {
                        to.gauge(CapacityEngine.THROUGHPUT, now);
                        to.gauge(CapacityEngine.CONCURRENCY, now * 0.003);
                        to.gauge("http.p95_seconds", 0.008);
                        to.gauge("http.p99_seconds", 0.015);
                        to.gauge("system.cpu_ratio", (IDLE + DEMAND * now) * noise / PROCESSORS);
                    };
            history.record(List.of(source));
        }
    }

    private Capacity evaluate() {
        engine.evaluate();
        return engine.latest().capacity();
    }

    @Test
    void theNumberComesFromTheHistory() {
        assertThat(evaluate().sentence()).contains("Not known yet");
        seconds(300, 0);
        assertThat(evaluate()).isInstanceOf(Capacity.Unknown.class);
        seconds(240, 400);
        seconds(240, 700);
        assertThat(evaluate()).isInstanceOf(Capacity.Known.class);
        Capacity.Known known = (Capacity.Known) evaluate();
        assertThat(known.capacity().value()).isCloseTo(TRUTH, within(0.1 * TRUTH));
        assertThat(known.throughput()).isCloseTo(700, within(40.0));
        assertThat(known.headroom().value()).isCloseTo(TRUTH - 700, within(0.15 * TRUTH));
        assertThat(known.resources().getFirst().idle()).isCloseTo(IDLE, within(0.1));
    }

    @Test
    void minutesWithoutRequestsTellTheIdleLoadOfAConstantOne() {
        seconds(300, 0);
        seconds(900, 500);
        Capacity.Known known = (Capacity.Known) evaluate();
        assertThat(known.capacity().value()).isCloseTo(TRUTH, within(0.1 * TRUTH));
    }

    @Test
    void aPauseOfTheProcessIsAGapAndNotALoad() {
        seconds(300, 500);
        time.advance(Duration.ofMinutes(4));
        seconds(300, 600);
        Capacity.Known known = (Capacity.Known) evaluate();
        assertThat(known.capacity().value()).isCloseTo(TRUTH, within(0.2 * TRUTH));
    }

    @Test
    void whatIsOldIsForgotten() {
        seconds(600, 500);
        assertThat(evaluate()).isInstanceOf(Capacity.Known.class);
        time.advance(Duration.ofMinutes(40));
        seconds(30, 500);
        assertThat(evaluate()).isInstanceOf(Capacity.Unknown.class);
    }

    @Test
    void anEstimateTakesMilliseconds() {
        seconds(900, 500);
        long fastest = Long.MAX_VALUE;
        for (int i = 0; i < 30; i++) {
            long begun = System.nanoTime();
            evaluate();
            fastest = Math.min(fastest, System.nanoTime() - begun);
        }
        System.out.println("an estimate takes " + fastest / 1e6 + " ms");
        assertThat(Duration.ofNanos(fastest)).isLessThan(Duration.ofMillis(100));
    }
}
