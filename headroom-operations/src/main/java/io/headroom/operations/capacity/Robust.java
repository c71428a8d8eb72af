package io.headroom.operations.capacity;

import java.util.Arrays;

/// Statistics that a few wild values do not move.
final class Robust {

    private static final double HUBER = 1.345;
    private static final double MAD_TO_SIGMA = 1.4826;
    private static final int ROUNDS = 8;

    private Robust() {}

    /// NaN of nothing.
    static double median(double[] values) {
        return quantile(values, 0.5);
    }

    /// With linear interpolation; NaN of nothing.
    static double quantile(double[] values, double q) {
        if (values.length == 0) {
            return Double.NaN;
        }
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double place = q * (sorted.length - 1);
        int below = (int) Math.floor(place);
        int above = Math.min(sorted.length - 1, below + 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /// A straight line.
    ///
    /// @param slopeError the standard error of the slope; infinite where all x are equal
    /// @param r2 the share of y's weighted variance that the line explains, from 0 to 1
    record Line(
            double intercept,
            double slope,
            double slopeError,
            double meanX,
            double meanY,
            double r2) {}

    /// The line through points with weights by Huber's M-estimator, reweighted from least squares
    /// (P. J. Huber, "Robust Estimation of a Location Parameter", Annals of Mathematical Statistics
    /// 35, 1964; tuning constant 1.345).
    static Line line(double[] x, double[] y, double[] weights) {
        double[] w = weights.clone();
        Line line = leastSquares(x, y, w);
        double[] residuals = new double[x.length];
        for (int round = 0; round < ROUNDS; round++) {
            for (int i = 0; i < x.length; i++) {
                residuals[i] = Math.abs(y[i] - line.intercept() - line.slope() * x[i]);
            }
            double sigma = MAD_TO_SIGMA * median(residuals);
            if (!(sigma > 0)) {
                break;
            }
            for (int i = 0; i < x.length; i++) {
                w[i] = weights[i] * Math.min(1, HUBER * sigma / Math.max(residuals[i], 1e-300));
            }
            line = leastSquares(x, y, w);
        }
        return line;
    }

    private static Line leastSquares(double[] x, double[] y, double[] w) {
        double sum = 0;
        double sumX = 0;
        double sumY = 0;
        double sumSquares = 0;
        for (int i = 0; i < x.length; i++) {
            sum += w[i];
            sumX += w[i] * x[i];
            sumY += w[i] * y[i];
            sumSquares += w[i] * w[i];
        }
        double meanX = sumX / sum;
        double meanY = sumY / sum;
        double xx = 0;
        double xy = 0;
        double yy = 0;
        for (int i = 0; i < x.length; i++) {
            xx += w[i] * (x[i] - meanX) * (x[i] - meanX);
            xy += w[i] * (x[i] - meanX) * (y[i] - meanY);
            yy += w[i] * (y[i] - meanY) * (y[i] - meanY);
        }
        if (xx <= 1e-12 * sum * meanX * meanX) {
            return new Line(meanY, 0, Double.POSITIVE_INFINITY, meanX, meanY, 0);
        }
        double slope = xy / xx;
        double rest = Math.max(0, yy - slope * xy);
        double effective = sum * sum / sumSquares;
        double error =
                effective > 2 ? Math.sqrt(rest / xx / (effective - 2)) : Double.POSITIVE_INFINITY;
        double r2 = yy > 0 ? Math.clamp(1 - rest / yy, 0, 1) : 1;
        return new Line(meanY - slope * meanX, slope, error, meanX, meanY, r2);
    }
}
