package io.headroom.operations.finding;

/// What an action is expected to bring.
///
/// @param figure what it will be measured on, a figure of the history; empty where the action is
///   judged by whether its finding ends
/// @param lowerIsBetter whether the figure should fall
/// @param low the least expected change of the figure, as a share of what it is: -0.5 is half less
/// @param high the most expected change, not below `low`
/// @param basis where the interval comes from, a sentence
public record Prediction(
        String figure, boolean lowerIsBetter, double low, double high, String basis) {

    public Prediction {
        if (!(low <= high)) {
            throw new IllegalArgumentException(
                    "low must not be above high: %s, %s".formatted(low, high));
        }
    }

    /// Says that the finding will be over.
    public static Prediction ends(String basis) {
        return new Prediction("", true, -1, -1, basis);
    }

    /// Whether a measured change lies within the interval.
    public boolean holds(double change) {
        return change >= low && change <= high;
    }

    /// How far a measured change lies outside of the interval; 0 within.
    public double error(double change) {
        return change < low ? low - change : Math.max(0, change - high);
    }
}
