package io.headroom.operations.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.operations.slo.SloFile;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ScalabilityTest {

    private static final int STEPS = 90;
    private static final double PER_SECOND = 100;

    /// Gunther's peak is at 43.6 requests under way.
    private static final Scalability LAW = new Scalability(PER_SECOND, 0.05, 0.0005, 1, STEPS);

    private static final List<Resource> RESOURCES =
            List.of(
                    new Resource(
                            "processor",
                            "processor",
                            Resource.Kind.QUEUE,
                            "system.cpu_ratio",
                            8,
                            8,
                            0.9,
                            "",
                            "",
                            "Add processors."));

    /// A service whose answers take what a law says, and whose processors are hardly used.
    private static Observations seen(
            DoubleUnaryOperator seconds, double from, double to, double noise, long seed) {
        Random random = new Random(seed);
        double[] throughput = new double[STEPS];
        double[] concurrency = new double[STEPS];
        double[] processor = new double[STEPS];
        double[] slow = new double[STEPS];
        for (int i = 0; i < STEPS; i++) {
            double wave = 0.5 + 0.5 * Math.sin(i / 5.0);
            throughput[i] = from + (to - from) * wave;
            double took =
                    seconds.applyAsDouble(throughput[i]) * (1 + noise * random.nextGaussian());
            concurrency[i] = throughput[i] * took;
            processor[i] = 0.1 + 0.001 * throughput[i] * (1 + 0.02 * random.nextGaussian());
            slow[i] = 2.5 * took;
        }
        return new Observations(
                throughput,
                concurrency,
                Map.of(0.95, slow),
                Map.of("processor", processor),
                Map.of(),
                Map.of());
    }

    private static Scalability fit(Observations seen) {
        return ScalabilityFit.of(seen.throughput(), seen.concurrency());
    }

    private static Capacity.Known known(Observations seen) {
        Capacity capacity =
                CapacityModel.estimate(
                        seen,
                        RESOURCES,
                        Promise.of(SloFile.defaults()),
                        CapacityOptions.defaults(),
                        1);
        assertThat(capacity).as(capacity.sentence()).isInstanceOf(Capacity.Known.class);
        return (Capacity.Known) capacity;
    }

    @Test
    void theLawsPeakIsGunthers() {
        assertThat(LAW.peakConcurrency()).isCloseTo(Math.sqrt(0.95 / 0.0005), within(1e-9));
        assertThat(LAW.peak()).isCloseTo(LAW.throughputAt(43.589), within(0.01));
        assertThat(new Scalability(PER_SECOND, 0.05, 0, 1, 9).peak()).isEqualTo(2_000);
        assertThat(new Scalability(PER_SECOND, 0, 0, 1, 9).peak()).isInfinite();
    }

    @Test
    void timeAndThroughputAreEachOthersInverse() {
        for (double under = 1; under < 40; under += 3) {
            double throughput = LAW.throughputAt(under);
            assertThat(LAW.secondsAt(throughput)).isCloseTo(under / throughput, within(1e-9));
        }
        assertThat(LAW.secondsAt(1.01 * LAW.peak())).isInfinite();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void contentionAndCoherenceAreFound(long seed) {
        Scalability found =
                fit(seen(LAW::secondsAt, 0.2 * LAW.peak(), 0.95 * LAW.peak(), 0.03, seed));
        assertThat(found.isKnown()).isTrue();
        assertThat(found.contention()).isCloseTo(0.05, within(0.015));
        assertThat(found.coherence()).isCloseTo(0.0005, within(0.0003));
        assertThat(found.r2()).isGreaterThan(0.9);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void aKneeThatNoResourceExplainsIsTheLimit(long seed) {
        Capacity.Known found =
                known(seen(LAW::secondsAt, 0.3 * LAW.peak(), 0.9 * LAW.peak(), 0.03, seed));
        assertThat(found.limitedBy()).as(found.sentence()).isEqualTo("contention");
        assertThat(found.capacity().value()).isCloseTo(LAW.peak(), within(0.2 * LAW.peak()));
        assertThat(found.sentence()).contains("contention inside the service");
        assertThat(found.advice()).contains("locks");
    }

    @Test
    void noiseIsNoContention() {
        int told = 0;
        for (long seed = 1; seed <= 50; seed++) {
            Scalability found = fit(seen(_ -> 0.02, 150, 700, 0.2, seed));
            told += found.isKnown() ? 1 : 0;
        }
        assertThat(told).isZero();
    }

    @Test
    void queuesThatExplainTheKneeKeepTheLimit() {
        SimulatedService service = new SimulatedService(2, 0.004, 20, 0.001, 16, 0.002, 0, 3);
        double[] loads = new double[60];
        Arrays.setAll(loads, i -> 250 + 180 * Math.sin(i / 5.0));
        Capacity capacity =
                CapacityModel.estimate(
                        service.run(loads),
                        service.resources(true),
                        Promise.of(SloFile.defaults()),
                        CapacityOptions.defaults(),
                        1);
        assertThat(capacity)
                .isInstanceOfSatisfying(
                        Capacity.Known.class,
                        found -> assertThat(found.limitedBy()).isEqualTo("processor"));
    }

    @Test
    void tooLittleTellsNothing() {
        assertThat(fit(seen(LAW::secondsAt, 300, 320, 0.03, 1)).isKnown()).isFalse();
        assertThat(fit(seen(LAW::secondsAt, 5, 50, 0.03, 1)).isKnown()).isFalse();
        assertThat(ScalabilityFit.of(new double[0], new double[0]).isKnown()).isFalse();
    }
}
