package io.headroom.operations.health;

/// Points by a figure's value: none up to a value that is good, rising evenly to the most at a
/// value that is bad.
///
/// @param good up to here, or from here on where bad lies below, nothing is lost
/// @param bad from here on, the most is
/// @param most points that can be lost, above 0 and at most 100
public record Slope(double good, double bad, double most) {

    public Slope {
        if (!(Double.isFinite(good) && Double.isFinite(bad)) || good == bad) {
            throw new IllegalArgumentException(
                    "good and bad must be two numbers: " + good + ", " + bad);
        }
        if (!(most > 0 && most <= 100)) {
            throw new IllegalArgumentException("most must be above 0 and at most 100: " + most);
        }
    }

    /// The points that a value loses; none for NaN, an unknown value.
    public double points(double value) {
        double share = (value - good) / (bad - good);
        return Double.isNaN(share) ? 0 : most * Math.clamp(share, 0, 1);
    }
}
