package io.headroom.load;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A limit of a figure.
///
/// @param limit in the measure's unit; 0 for [Comparison#NONE]
record Threshold(Measure measure, Comparison comparison, double limit) {

    /// How a figure keeps a limit.
    enum Comparison {
        BELOW("<"),
        ABOVE(">"),
        NONE("=");

        private final String sign;

        Comparison(String sign) {
            this.sign = sign;
        }

        String sign() {
            return sign;
        }
    }

    /// What a threshold says about a run.
    ///
    /// @param measured null when the run did not give the figure, which misses the threshold
    /// @param shareOfLimitPercent how much of the limit was used up: 20 is a factor of five to
    ///   spare; null where the limit is 0 or nothing was measured
    record Judgement(
            String name,
            String unit,
            String comparison,
            double limit,
            @Nullable Double measured,
            @Nullable Double shareOfLimitPercent,
            boolean met) {}

    /// The thresholds of every profile of the shop's own mix.
    static final List<Threshold> COMMON =
            List.of(
                    below(Measure.CATALOG_P90_MILLIS, 50),
                    below(Measure.SEARCH_P90_MILLIS, 200),
                    below(Measure.RECOMMENDATION_P90_MILLIS, 500),
                    below(Measure.ERROR_PERCENT, 1));

    static Threshold below(Measure measure, double limit) {
        return new Threshold(measure, Comparison.BELOW, limit);
    }

    static Threshold above(Measure measure, double limit) {
        return new Threshold(measure, Comparison.ABOVE, limit);
    }

    static Threshold none(Measure measure) {
        return new Threshold(measure, Comparison.NONE, 0);
    }

    Judgement judge(Figures figures) {
        Double measured = measure.of(figures);
        return new Judgement(
                measure.label(),
                measure.unit(),
                comparison.sign(),
                limit,
                measured == null ? null : Double.valueOf(Rounding.toThreeDecimals(measured)),
                measured == null ? null : share(measured),
                measured != null && isMet(measured));
    }

    private boolean isMet(double measured) {
        return switch (comparison) {
            case BELOW -> measured < limit;
            case ABOVE -> measured > limit;
            case NONE -> measured == 0;
        };
    }

    private @Nullable Double share(double measured) {
        return switch (comparison) {
            case BELOW -> Rounding.toThreeDecimals(100 * measured / limit);
            case ABOVE -> measured == 0 ? null : Rounding.toThreeDecimals(100 * limit / measured);
            case NONE -> null;
        };
    }
}
