package io.headroom.operations.finding;

import io.headroom.operations.finding.Comparison.Seconds;
import io.headroom.operations.history.History;
import io.headroom.operations.history.Series;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Predicate;

/// Judges what a change brought, by figures: those before it against those after.
///
/// Ten seconds after it was applied the figure is measured for a minute. Where too little can be
/// compared, it is waited for five minutes in all. A change without a figure is judged by whether
/// its finding ends. Holds no state.
final class Verification {

    /// How long the service has to settle.
    static final Duration SETTLES = Duration.ofSeconds(10);

    /// How long it is measured after that.
    static final Duration MEASURED = Duration.ofMinutes(1);

    /// When a judgement is given up.
    static final Duration PATIENCE = Duration.ofMinutes(5);

    private static final double SIGNIFICANT = 0.01;
    private static final double CLEAR = 0.64;
    private static final double NOTICEABLE = 0.05;
    private static final String LOAD = "http.requests_per_second";
    private static final Duration LEAST_BEFORE = Duration.ofSeconds(45);
    private static final Duration MOST_BEFORE = Duration.ofMinutes(2);

    private final History history;
    private final Predicate<String> holds;

    /// @param holds whether the finding of an id holds
    Verification(History history, Predicate<String> holds) {
        this.history = history;
        this.holds = holds;
    }

    /// What is known by now.
    sealed interface Judgement {

        /// Not enough yet.
        record Open() implements Judgement {}

        /// Judged.
        ///
        /// @param comparison what it was judged by; of nothing where there is no figure
        record Told(Change.State state, Comparison comparison, double better, String detail)
                implements Judgement {

            Told(Change.State state, String detail) {
                this(state, Comparison.NOTHING, Double.NaN, detail);
            }
        }
    }

    /// What the figure was while the finding held, of 45 s to 2 min; nothing without a figure.
    ///
    /// @param held for how long it has held
    Seconds before(Prediction prediction, Duration held) {
        Duration window = held.compareTo(LEAST_BEFORE) < 0 ? LEAST_BEFORE : held;
        return seconds(
                prediction.figure(), window.compareTo(MOST_BEFORE) > 0 ? MOST_BEFORE : window);
    }

    /// Judges. What became worse is told as [Change.State#REVERTED]; it is for the caller to take
    /// it back.
    ///
    /// @param elapsed since it was applied
    Judgement judge(Change change, Seconds before, Duration elapsed) {
        Duration measured = elapsed.minus(SETTLES);
        Prediction prediction = change.offer().prediction();
        if (prediction.figure().isEmpty()) {
            return byItsFinding(change, measured);
        }
        return measured.compareTo(MEASURED) < 0
                ? new Judgement.Open()
                : byItsFigure(prediction, before, measured);
    }

    private Judgement byItsFinding(Change change, Duration measured) {
        if (!holds.test(change.finding())) {
            return new Judgement.Told(Change.State.CONFIRMED, "The finding is over.");
        }
        return measured.compareTo(MEASURED) < 0
                ? new Judgement.Open()
                : new Judgement.Told(Change.State.NO_EFFECT, "The finding still holds.");
    }

    private Judgement byItsFigure(Prediction prediction, Seconds before, Duration measured) {
        Duration window = measured.compareTo(PATIENCE) > 0 ? PATIENCE : measured;
        Comparison found = Comparison.of(before, seconds(prediction.figure(), window));
        if (!found.isKnown()) {
            return measured.compareTo(PATIENCE) < 0
                    ? new Judgement.Open()
                    : new Judgement.Told(
                            Change.State.UNJUDGED,
                            "It cannot be judged: only %d and %d times of five seconds before and after had traffic of a like rate, %d of each are needed."
                                    .formatted(
                                            found.before(),
                                            found.after(),
                                            Comparison.LEAST_BLOCKS));
        }
        double better = prediction.lowerIsBetter() ? 1 - found.larger() : found.larger();
        String figures =
                String.format(
                        Locale.ROOT,
                        "%s changed by %s %% (p = %.2g, better in %s %% of the pairs).",
                        prediction.figure(),
                        Observation.number(100 * found.change()),
                        found.pValue(),
                        Observation.number(100 * better));
        return new Judgement.Told(state(found, better), found, better, figures);
    }

    private static Change.State state(Comparison found, double better) {
        boolean sure = found.pValue() < SIGNIFICANT && Math.abs(found.change()) >= NOTICEABLE;
        if (sure && better >= CLEAR) {
            return Change.State.CONFIRMED;
        }
        return sure && better <= 1 - CLEAR ? Change.State.REVERTED : Change.State.NO_EFFECT;
    }

    private Seconds seconds(String figure, Duration window) {
        if (figure.isEmpty()) {
            return Seconds.none();
        }
        List<Series> series = history.query(List.of(figure, LOAD), window, Duration.ofSeconds(1));
        double[] unknown = new double[(int) window.toSeconds()];
        Arrays.fill(unknown, Double.NaN);
        return new Seconds(of(series, figure, unknown), of(series, LOAD, unknown));
    }

    private static double[] of(List<Series> series, String figure, double[] unknown) {
        return series.stream()
                .filter(each -> each.figure().equals(figure))
                .findFirst()
                .map(Series::values)
                .orElse(unknown);
    }
}
