package io.headroom.operations.capacity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.operations.slo.SloFile;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.LongFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class CapacityModelTest {

    private static final List<Promise> PROMISES = Promise.of(SloFile.defaults());
    private static final int STEPS = 60;
    private static final List<Resource> RESOURCES = boundByProcessor(0, 1).resources(true);

    private static SimulatedService boundByProcessor(double idle, long seed) {
        return new SimulatedService(2, 0.004, 20, 0.001, 16, 0.002, idle, seed);
    }

    /// A service whose limit is known.
    ///
    /// @param most above its limit
    /// @param widthKnown whether it is told how much the database does at once
    record Bound(
            String limit, double most, boolean widthKnown, LongFunction<SimulatedService> service) {

        @Override
        public String toString() {
            return limit + (widthKnown ? "" : " of a width that is not known");
        }
    }

    private static SimulatedService boundByDatabase(int sessions, long seed) {
        return new SimulatedService(8, 0.002, 60, 0.001, sessions, 0.008 * sessions, 0.1, seed);
    }

    private static Stream<Arguments> bounds() {
        return Stream.of(
                        new Bound("processor", 600, true, seed -> boundByProcessor(0.1, seed)),
                        new Bound(
                                "pool",
                                400,
                                false,
                                seed ->
                                        new SimulatedService(
                                                8, 0.002, 3, 0.010, 32, 0.005, 0.1, seed)),
                        new Bound("database", 250, true, seed -> boundByDatabase(4, seed)),
                        new Bound("database", 250, false, seed -> boundByDatabase(2, seed)))
                .flatMap(bound ->
                        LongStream.rangeClosed(1, 5).mapToObj(seed -> Arguments.of(bound, seed)));
    }

    @ParameterizedTest
    @MethodSource("bounds")
    void theLimitIsFoundFromAFifthToThreeFifthsOfIt(Bound bound, long seed) {
        double truth = bound.service().apply(seed).breaksAt(bound.most());
        SimulatedService service = bound.service().apply(seed);
        Capacity.Known found =
                known(
                        service.run(wandering(0.2 * truth, 0.6 * truth, seed)),
                        service.resources(bound.widthKnown()));
        isNear(found, truth);
        assertThat(found.limitedBy()).as(found.sentence()).isEqualTo(bound.limit());
        assertThat(found.advice()).isNotEmpty();
    }

    @Test
    void aPoolThatWaitsForASlowDatabaseIsNotToldToBeEnlargedAlone() {
        SimulatedService slow = new SimulatedService(8, 0.002, 3, 0.001, 32, 0.014, 0.1, 1);
        Capacity.Known found = known(slow.run(wandering(40, 120, 1)), slow.resources(false));
        assertThat(found.limitedBy()).as(found.sentence()).isEqualTo("pool");
        assertThat(found.advice())
                .matches(
                        "9\\d % of the time in it is the database's\\. "
                                + "Look for slow statements\\. Enlarge the pool\\.");

        SimulatedService held = new SimulatedService(8, 0.002, 3, 0.010, 32, 0.005, 0.1, 1);
        assertThat(known(held.run(wandering(40, 120, 1)), held.resources(false)).advice())
                .isEqualTo("Enlarge the pool.");
    }

    /// Loads that wander between two values.
    private static double[] wandering(double from, double to, long seed) {
        Random random = new Random(seed);
        double[] loads = new double[STEPS];
        for (int i = 0; i < STEPS; i++) {
            double wave = 0.5 + 0.5 * Math.sin(i / 5.0);
            loads[i] = from + (to - from) * Math.clamp(wave + 0.2 * random.nextGaussian(), 0, 1);
        }
        return loads;
    }

    private static double[] constant(double load) {
        double[] loads = new double[STEPS];
        Arrays.fill(loads, load);
        return loads;
    }

    private static Capacity estimate(Observations seen, List<Resource> resources) {
        return CapacityModel.estimate(seen, resources, PROMISES, CapacityOptions.defaults(), 1);
    }

    private static Capacity.Known known(Observations seen, List<Resource> resources) {
        Capacity capacity = estimate(seen, resources);
        assertThat(capacity).as(capacity.sentence()).isInstanceOf(Capacity.Known.class);
        return (Capacity.Known) capacity;
    }

    private static void isNear(Capacity.Known found, double truth) {
        assertThat(found.capacity().value())
                .as(found.sentence())
                .isCloseTo(truth, within(0.2 * truth));
        assertThat(found.headroom().value())
                .isCloseTo(found.capacity().value() - found.throughput(), within(1e-6));
        assertThat(found.headroom().lower()).isLessThanOrEqualTo(found.headroom().value());
        assertThat(found.headroom().upper()).isGreaterThanOrEqualTo(found.headroom().value());
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.25, 0.4, 0.6})
    void aConstantLoadIsEnough(double share) {
        double truth = boundByProcessor(0, 7).breaksAt(600);
        isNear(known(boundByProcessor(0.05, 7).run(constant(share * truth)), RESOURCES), truth);
    }

    @Test
    void theProcessorsDemandIsThatOfARequest() {
        Capacity.Known found =
                known(boundByProcessor(0.1, 2).run(wandering(90, 270, 2)), RESOURCES);
        assertThat(found.resources().getFirst().demandSeconds()).isCloseTo(0.004, within(0.0006));
    }

    @Test
    void aDatabaseThatDoesNotGetSlowerHasNoLimitInSight() {
        Capacity.Known found =
                known(
                        boundByProcessor(0, 3).run(wandering(80, 240, 3)),
                        boundByProcessor(0, 3).resources(false));
        assertThat(found.limitedBy()).isEqualTo("processor");
        ResourceCapacity database =
                found.resources().stream()
                        .filter(each -> each.name().equals("database"))
                        .findFirst()
                        .orElseThrow();
        assertThat(database.requestsPerSecond()).isNaN();
        assertThat(database.note()).contains("out of sight");
    }

    @Test
    void theIntervalHoldsWhatTheSamplesSay() {
        int held = 0;
        double truth = 0.9 * 2 / 0.004;
        for (long seed = 1; seed <= 20; seed++) {
            Capacity.Known found =
                    known(boundByProcessor(0, seed).run(wandering(100, 300, seed)), RESOURCES);
            if (found.capacity().lower() <= 1.02 * truth
                    && truth <= 1.02 * found.capacity().upper()) {
                held++;
            }
        }
        assertThat(held).isGreaterThanOrEqualTo(15);
    }

    @Test
    void aChangedMixForgetsWhatWasBefore() {
        Observations cheap = boundByProcessor(0, 1).run(wandering(60, 180, 1));
        SimulatedService dear = new SimulatedService(2, 0.008, 20, 0.001, 16, 0.002, 0, 2);
        Observations now = dear.run(Arrays.copyOf(wandering(60, 140, 2), 24));
        Observations both = joined(cheap, now);
        Capacity.Known found = known(both, dear.resources(true));
        isNear(found, 0.9 * 2 / 0.008);
        assertThat(found.mixChanged()).isTrue();
        assertThat(found.steps()).isLessThan(84);
    }

    private static Observations joined(Observations a, Observations b) {
        return new Observations(
                joined(a.throughput(), b.throughput()),
                joined(a.concurrency(), b.concurrency()),
                Map.of(
                        0.95,
                        joined(a.seconds(0.95), b.seconds(0.95)),
                        0.99,
                        joined(a.seconds(0.99), b.seconds(0.99))),
                Map.of(
                        "processor",
                        joined(a.busy("processor"), b.busy("processor")),
                        "pool",
                        joined(a.busy("pool"), b.busy("pool")),
                        "database",
                        joined(a.busy("database"), b.busy("database"))),
                Map.of(),
                Map.of());
    }

    private static double[] joined(double[] a, double[] b) {
        double[] all = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, all, a.length, b.length);
        return all;
    }

    @Test
    void anIdleServiceIsNotKnownYet() {
        Capacity none = estimate(boundByProcessor(0.1, 1).run(constant(0)), RESOURCES);
        assertThat(none).isInstanceOf(Capacity.Unknown.class);
        assertThat(none.sentence()).contains("Not known yet", "0 of 12 steps");
        Capacity little = estimate(boundByProcessor(0.1, 1).run(constant(8)), RESOURCES);
        assertThat(little).isInstanceOf(Capacity.Unknown.class);
        assertThat(little.sentence()).contains("too little load", "of the");
        Capacity nothing =
                estimate(
                        new Observations(
                                new double[0],
                                new double[0],
                                Map.of(),
                                Map.of(),
                                Map.of(),
                                Map.of()),
                        List.of());
        assertThat(nothing.sentence()).contains("Not known yet");
    }

    @Test
    void gapsAndNonsenseAreLeftOut() {
        Observations seen = boundByProcessor(0, 1).run(wandering(100, 300, 1));
        Capacity.Known before = known(seen, RESOURCES);
        for (int i = 5; i < STEPS; i += 7) {
            seen.throughput()[i] = Double.NaN;
            seen.busy("processor")[i - 1] = Double.POSITIVE_INFINITY;
            seen.busy("pool")[i - 2] = Double.NaN;
            seen.concurrency()[i - 3] = Double.NaN;
            seen.seconds(0.95)[i] = Double.NaN;
        }
        Capacity.Known after = known(seen, RESOURCES);
        isNear(after, before.capacity().value());
    }

    @Test
    void aFewWildValuesDoNotMoveIt() {
        Observations seen = boundByProcessor(0, 1).run(wandering(100, 300, 1));
        double before = known(seen, RESOURCES).capacity().value();
        for (int i = 4; i < STEPS; i += 12) {
            seen.busy("processor")[i] = 2;
        }
        assertThat(known(seen, RESOURCES).capacity().value())
                .isCloseTo(before, within(0.1 * before));
    }

    @Test
    void anOverloadedServiceHasNoRoomLeft() {
        Capacity.Known found = known(boundByProcessor(0, 1).run(constant(490)), RESOURCES);
        assertThat(found.headroom().value()).isZero();
        assertThat(found.capacity().value()).isCloseTo(450, within(90.0));
        assertThat(found.sentence()).startsWith("No room left: ").contains("processor");
    }

    @Test
    void aMachineThatOthersUseUpTellsNothing() {
        Observations seen = boundByProcessor(0, 1).run(wandering(60, 180, 1));
        double[] processor = seen.busy("processor");
        for (int i = 0; i < STEPS; i++) {
            processor[i] = 2 - 1e-4 * seen.throughput()[i];
        }
        Capacity capacity = estimate(seen, RESOURCES);
        assertThat(capacity).isInstanceOf(Capacity.Unknown.class);
        assertThat(capacity.sentence()).contains("the processor is used up, and not by requests");
    }

    @Test
    void aProcessThatUsesUpTheMachineAllTheTimeHasNoRoomLeft() {
        Observations seen = boundByProcessor(0, 1).run(wandering(440, 480, 1));
        double[] processor = new double[STEPS];
        Arrays.fill(processor, 1.99);
        double[] own = new double[STEPS];
        Arrays.fill(own, 1.5);
        Observations usedUp =
                new Observations(
                        seen.throughput(),
                        seen.concurrency(),
                        seen.quantiles(),
                        Map.of("processor", processor),
                        Map.of("processor", own),
                        Map.of());
        Capacity.Known found = known(usedUp, RESOURCES);
        assertThat(found.headroom().value()).isZero();
        assertThat(found.limitedBy()).isEqualTo("processor");
        assertThat(found.capacity().value())
                .isCloseTo(found.throughput(), within(0.1 * found.throughput()));
        Arrays.fill(own, 0.2);
        assertThat(estimate(usedUp, RESOURCES).sentence())
                .contains("the processor is used up, and not by requests");
    }

    @Test
    void whatWasCarriedWithAllPromisesKeptCanBeCarried() {
        Observations seen = boundByProcessor(0, 1).run(wandering(100, 300, 1));
        double before = known(seen, RESOURCES).capacity().value();
        double more = 1.3 * before;
        Arrays.fill(seen.throughput(), 20, 26, more);
        Arrays.fill(seen.concurrency(), 20, 26, more * 0.02);
        Arrays.fill(seen.busy("processor"), 20, 26, 1.75);
        Capacity.Known carried = known(seen, RESOURCES);
        assertThat(carried.capacity().value()).isCloseTo(more, within(1e-6));
        assertThat(carried.capacity().lower()).isCloseTo(more, within(1e-6));
        seen.seconds(0.95)[23] = 0.6;
        assertThat(known(seen, RESOURCES).capacity().value()).isLessThan(more);
    }

    @Test
    void aMinuteOfCheapRequestsSaysNothingOfTheOthers() {
        Observations seen = boundByProcessor(0, 1).run(wandering(100, 300, 1));
        double before = known(seen, RESOURCES).capacity().value();
        Arrays.fill(seen.throughput(), 20, 26, 3 * before);
        Arrays.fill(seen.concurrency(), 20, 26, 3 * before * 0.001);
        assertThat(known(seen, RESOURCES).capacity().value()).isLessThan(1.5 * before);
    }

    @Test
    void theSentenceSaysHowMuchBetweenWhatAndWhy() {
        Capacity.Known found = known(boundByProcessor(0, 1).run(wandering(100, 300, 1)), RESOURCES);
        assertThat(found.sentence())
                .matches(
                        "[0-9,]+ requests/s more \\(interval [0-9,]+–[0-9,]+\\) before .*; limited by processor");
    }

    @Test
    void placesForRequestsAreALimit() {
        Observations seen = boundByProcessor(0, 1).run(wandering(100, 300, 1));
        Resource places =
                new Resource(
                        "requests",
                        "requests under way",
                        Resource.Kind.PLACES,
                        CapacityEngine.CONCURRENCY,
                        1,
                        3,
                        1,
                        "",
                        "",
                        "Raise the limit.");
        List<Resource> resources = Stream.concat(RESOURCES.stream(), Stream.of(places)).toList();
        Observations withPlaces =
                new Observations(
                        seen.throughput(),
                        seen.concurrency(),
                        seen.quantiles(),
                        Map.of(
                                "processor", seen.busy("processor"),
                                "requests", seen.concurrency()),
                        Map.of(),
                        Map.of());
        Capacity.Known found = known(withPlaces, resources);
        assertThat(found.limitedBy()).isEqualTo("requests");
        assertThat(found.breaks()).contains("refused");
        assertThat(found.capacity().value()).isLessThan(400);
    }
}
