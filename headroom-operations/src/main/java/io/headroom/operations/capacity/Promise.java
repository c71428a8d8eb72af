package io.headroom.operations.capacity;

import io.headroom.operations.alert.Bound;
import io.headroom.operations.slo.Indicator;
import io.headroom.operations.slo.Objective;
import io.headroom.operations.slo.SloDefinitions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// How long answers may take.
///
/// @param objective the name of the objective that says so
/// @param quantile of the durations, above 0 and below 1; NaN for the mean
/// @param seconds the longest
public record Promise(String objective, double quantile, double seconds) {

    static final String MEAN = "http.mean_seconds";

    /// What of the service's objectives is about the duration of its requests, on all routes.
    public static List<Promise> of(SloDefinitions definitions) {
        List<Promise> found = new ArrayList<>();
        for (Objective objective : definitions.objectives()) {
            switch (objective.indicator()) {
                case Indicator.Timed(String source, Duration within, List<String> routes)
                        when source.equals("requests") && routes.isEmpty() ->
                        found.add(
                                new Promise(
                                        objective.name(),
                                        objective.target(),
                                        within.toNanos() / 1e9));
                case Indicator.Sampled(String figure, Bound wrong)
                        when figure.equals(MEAN) && wrong.side() == Bound.Side.ABOVE ->
                        found.add(new Promise(objective.name(), Double.NaN, wrong.limit()));
                case Indicator.Timed _, Indicator.Sampled _, Indicator.Counted _ -> {}
            }
        }
        return List.copyOf(found);
    }

    /// Whether it is about the mean.
    public boolean isMean() {
        return Double.isNaN(quantile);
    }

    /// As in "before p95 passes 500 ms".
    String broken() {
        String measure =
                isMean() ? "the mean" : String.format(Locale.ROOT, "p%s", trimmed(100 * quantile));
        return String.format(Locale.ROOT, "%s passes %s ms", measure, trimmed(1_000 * seconds));
    }

    private static String trimmed(double value) {
        double rounded = Math.round(value * 1_000) / 1_000.0;
        return rounded == Math.rint(rounded)
                ? Long.toString((long) rounded)
                : Double.toString(rounded);
    }
}
