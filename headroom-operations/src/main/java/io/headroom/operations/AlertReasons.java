package io.headroom.operations;

import io.headroom.operations.alert.Alert;
import io.headroom.operations.alert.Bound;
import io.headroom.operations.alert.Threshold;
import io.headroom.operations.slo.SloDefinitions;
import io.headroom.operations.slo.SloStatus;
import java.math.BigDecimal;
import java.math.MathContext;
import java.time.Duration;
import java.util.List;

/// The figures that make alerts hold, in a sentence for people.
final class AlertReasons {

    private static final MathContext FOUR_DIGITS = new MathContext(4);

    private AlertReasons() {}

    static String why(Alert alert, SloDefinitions definitions, List<SloStatus> statuses) {
        for (Threshold threshold : definitions.thresholds()) {
            if (threshold.rule().id().equals(alert.rule().id())) {
                return "%s is %s; it may not be %s %s."
                        .formatted(
                                threshold.figure(),
                                number(alert.value()),
                                threshold.bound().side() == Bound.Side.ABOVE ? "above" : "below",
                                number(threshold.bound().limit()));
            }
        }
        for (SloStatus status : statuses) {
            for (SloStatus.Burn burn : status.burns()) {
                if (burn.rule().name().equals(alert.rule().name())
                        && status.objective().name().equals(alert.rule().subject())) {
                    return "The budget burns at %s times what it may over %s and at %s times over %s; the limit is %s. %s %% of the budget is left."
                            .formatted(
                                    number(burn.longRate()),
                                    length(burn.rule().longWindow()),
                                    number(burn.shortRate()),
                                    length(burn.rule().shortWindow()),
                                    number(burn.rule().factor()),
                                    number(100 * status.budgetRemaining()));
                }
            }
        }
        return "It is " + number(alert.value()) + ".";
    }

    private static String number(double value) {
        return Double.isFinite(value)
                ? new BigDecimal(value, FOUR_DIGITS).stripTrailingZeros().toPlainString()
                : "not known";
    }

    private static String length(Duration window) {
        long minutes = window.toMinutes();
        return minutes % 60 == 0 ? minutes / 60 + " h" : minutes + " min";
    }
}
