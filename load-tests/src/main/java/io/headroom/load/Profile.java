package io.headroom.load;

import static io.headroom.load.Threshold.COMMON;
import static io.headroom.load.Threshold.below;
import static io.headroom.load.Threshold.none;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What a run offers the service, and what must come of it.
///
/// **A user** is a session of [#SESSION_REQUESTS] requests, one every [#SESSION_STEP], so that it
/// lasts a second. Users arrive at a rate and do not wait for each other: `n` users at a time are
/// `n` arrivals a second (Little's law: `L = λ · W` with `W` = 1 s) and `n` · [#USER_RATE] requests
/// a second.
///
/// @param name what `./headroom load` calls it
/// @param summary one line for people
/// @param phases in their order; those that warm up stand first
/// @param writesPerSecond sessions a second that write an item and read it back, 0 for none
/// @param thresholds what fails the run
record Profile(
        String name,
        String summary,
        List<Phase> phases,
        double writesPerSecond,
        List<Threshold> thresholds) {

    /// Requests of a session.
    static final int SESSION_REQUESTS = 10;

    /// From the moment one request of a session is due to the next.
    static final Duration SESSION_STEP = Duration.ofMillis(100);

    /// Requests a second of one user.
    static final double USER_RATE = 1e9 / SESSION_STEP.toNanos();

    /// A shorter time warms neither the service nor the generator.
    private static final Duration LEAST_WARM_UP = Duration.ofSeconds(5);

    private static final Duration LEAST_PHASE = Duration.ofMillis(100);
    private static final double NOTABLE_RATE = 1_000;

    Profile {
        phases = List.copyOf(phases);
        thresholds = List.copyOf(thresholds);
        if (phases.stream().noneMatch(Phase::measured)) {
            throw new IllegalArgumentException("profile " + name + " must measure a phase");
        }
        boolean measuring = false;
        for (Phase phase : phases) {
            if (measuring && !phase.measured()) {
                throw new IllegalArgumentException("profile " + name + " must warm up first");
            }
            measuring |= phase.measured();
        }
    }

    /// All profiles that can be run by name.
    static List<Profile> all() {
        return List.of(
                spec(
                        "load",
                        "7 minutes to 200 users",
                        Phase.warmUp(100, minutes(1)),
                        Phase.ramp(20, 100, minutes(1)),
                        Phase.hold(100, minutes(2)),
                        Phase.ramp(100, 200, minutes(1)),
                        Phase.hold(200, minutes(2)),
                        Phase.ramp(200, 20, minutes(1))),
                spec(
                        "stress",
                        "14 minutes to 1,000 users",
                        Phase.warmUp(100, minutes(1)),
                        Phase.ramp(20, 200, minutes(2)),
                        Phase.hold(200, minutes(2)),
                        Phase.ramp(200, 500, minutes(2)),
                        Phase.hold(500, minutes(2)),
                        Phase.ramp(500, 1_000, minutes(2)),
                        Phase.hold(1_000, minutes(2)),
                        Phase.ramp(1_000, 20, minutes(2))),
                spec(
                        "spike",
                        "4 minutes with 50 users, who become 1,000 within 10 seconds",
                        Phase.warmUp(50, minutes(1)),
                        Phase.hold(50, minutes(1)),
                        Phase.ramp(50, 1_000, seconds(10)),
                        Phase.hold(1_000, minutes(1)),
                        Phase.ramp(1_000, 50, seconds(10)),
                        Phase.hold(50, seconds(100))),
                spec(
                        "soak",
                        "34 minutes with 100 users",
                        Phase.warmUp(50, minutes(1)),
                        Phase.ramp(20, 100, minutes(2)),
                        Phase.hold(100, minutes(30)),
                        Phase.ramp(100, 20, minutes(2))),
                spec(
                        "b-100",
                        "5 minutes at 100 requests/s",
                        Phase.warmUp(10, seconds(30)),
                        Phase.hold(10, minutes(5))),
                spec(
                        "b-spike",
                        "3 minutes at 100 requests/s with a minute at 500",
                        Phase.warmUp(10, seconds(30)),
                        Phase.hold(10, seconds(60)),
                        Phase.ramp(10, 50, seconds(10)),
                        Phase.hold(50, seconds(60)),
                        Phase.ramp(50, 10, seconds(10)),
                        Phase.hold(10, seconds(40))),
                spec(
                        "b-ramp",
                        "6 minutes from 100 to 1,000 requests/s",
                        Phase.warmUp(10, seconds(30)),
                        Phase.ramp(10, 100, minutes(5)),
                        Phase.hold(100, minutes(1))),
                spec(
                        "b-endurance",
                        "30 minutes at 200 requests/s",
                        Phase.warmUp(20, seconds(30)),
                        Phase.hold(20, minutes(30))),
                new Profile(
                        "c-users",
                        "5 minutes with 1,000 users at 10,000 requests/s",
                        List.of(
                                Phase.warmUp(300, minutes(1)),
                                Phase.ramp(300, 1_000, minutes(1)),
                                Phase.hold(1_000, minutes(4))),
                        0,
                        List.of(
                                below(Measure.ALL_P95_MILLIS, 100),
                                Threshold.above(Measure.HIT_RATE_PERCENT, 75),
                                below(Measure.ERROR_PERCENT, 1),
                                // 10,000 are offered; what fails, at most 1 %, is missing here.
                                Threshold.above(Measure.PEAK_RATE, 9_900))),
                new Profile(
                        "c-mixed",
                        "5 minutes at 500 reads/s and 100 writes/s",
                        List.of(Phase.warmUp(50, seconds(30)), Phase.hold(50, minutes(5))),
                        100,
                        List.of(
                                below(Measure.ALL_P95_MILLIS, 500),
                                below(Measure.ERROR_PERCENT, 1),
                                none(Measure.POOL_TIMEOUTS),
                                none(Measure.STALE_READS))));
    }

    /// A profile under the thresholds that all of its kind share.
    private static Profile spec(String name, String summary, Phase... phases) {
        List<Threshold> thresholds = new ArrayList<>(COMMON);
        Profile profile = new Profile(name, summary, List.of(phases), 0, thresholds);
        if (profile.peakRate() > NOTABLE_RATE) {
            thresholds.add(Threshold.above(Measure.PEAK_RATE, NOTABLE_RATE));
        }
        return new Profile(name, summary, List.of(phases), 0, thresholds);
    }

    static Optional<Profile> named(String name) {
        return all().stream().filter(profile -> profile.name().equals(name)).findFirst();
    }

    /// The same rates in a shorter time. The warm-up keeps at least 5 s of its own.
    ///
    /// @param factor more than 0, at most 1
    Profile shortened(double factor) {
        if (!(factor > 0) || factor > 1) {
            throw new IllegalArgumentException(
                    "--factor must be more than 0 and at most 1, but is " + factor);
        }
        List<Phase> shorter = phases.stream().map(phase -> shortened(phase, factor)).toList();
        return new Profile(name, summary, shorter, writesPerSecond, thresholds);
    }

    private static Phase shortened(Phase phase, double factor) {
        Duration least = phase.measured() ? LEAST_PHASE : LEAST_WARM_UP;
        Duration shorter = Duration.ofMillis(Math.round(phase.duration().toMillis() * factor));
        Duration longest = shorter.compareTo(least) < 0 ? least : shorter;
        return phase.lasting(longest.compareTo(phase.duration()) < 0 ? longest : phase.duration());
    }

    Duration warmUp() {
        return sum(phases.stream().filter(phase -> !phase.measured()).toList());
    }

    Duration measured() {
        return sum(phases.stream().filter(Phase::measured).toList());
    }

    Duration total() {
        return sum(phases);
    }

    /// The highest rate that is offered for some time, in requests/s, writes not counted.
    double peakRate() {
        return peak().endRate();
    }

    /// The steady phase with most users; of a profile that never holds, the highest ramp.
    Phase peak() {
        return peakOf(phases.stream().filter(p -> p.measured() && p.isSteady()).toList())
                .or(() -> peakOf(phases.stream().filter(Phase::measured).toList()))
                .orElseThrow();
    }

    /// When the peak begins, counted from the end of the warm-up.
    Duration peakStart() {
        Phase peak = peak();
        Duration start = Duration.ZERO;
        for (Phase phase : phases) {
            if (phase.equals(peak)) {
                break;
            }
            start = phase.measured() ? start.plus(phase.duration()) : start;
        }
        return start;
    }

    private static Optional<Phase> peakOf(List<Phase> phases) {
        return phases.stream().reduce((a, b) -> b.toUsers() > a.toUsers() ? b : a);
    }

    private static Duration sum(List<Phase> phases) {
        return phases.stream().map(Phase::duration).reduce(Duration.ZERO, Duration::plus);
    }

    private static Duration minutes(int minutes) {
        return Duration.ofMinutes(minutes);
    }

    private static Duration seconds(int seconds) {
        return Duration.ofSeconds(seconds);
    }
}
