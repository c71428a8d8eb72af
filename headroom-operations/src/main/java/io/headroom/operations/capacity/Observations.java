package io.headroom.operations.capacity;

import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// What was seen in steps of equal length, the oldest first. NaN is a gap.
public final class Observations {

    private static final double[] NONE = {};

    private final double[] throughput;
    private final double[] concurrency;
    private final Map<Double, double[]> quantiles;
    private final Map<String, double[]> busy;
    private final Map<String, double[]> own;
    private final Map<String, Double> idle;

    /// All series have a value for each step. They are not copied.
    ///
    /// @param throughput requests per second
    /// @param concurrency requests under way, on average
    /// @param quantiles durations in seconds, by the quantile
    /// @param busy servers in use, by the resource's name
    /// @param own those of them that this process itself uses; nothing where that is not told
    /// @param idle servers that are in use while there are no requests, by the resource's name;
    ///   nothing where that was not seen
    public Observations(
            double[] throughput,
            double[] concurrency,
            Map<Double, double[]> quantiles,
            Map<String, double[]> busy,
            Map<String, double[]> own,
            Map<String, Double> idle) {
        this.throughput = throughput;
        this.concurrency = concurrency;
        this.quantiles = Map.copyOf(quantiles);
        this.busy = Map.copyOf(busy);
        this.own = Map.copyOf(own);
        this.idle = Map.copyOf(idle);
        for (double[] each : quantiles.values()) {
            requireEqual(each.length, throughput.length);
        }
        for (double[] each : busy.values()) {
            requireEqual(each.length, throughput.length);
        }
        for (double[] each : own.values()) {
            requireEqual(each.length, throughput.length);
        }
        requireEqual(concurrency.length, throughput.length);
    }

    double[] throughput() {
        return throughput;
    }

    double[] concurrency() {
        return concurrency;
    }

    Map<Double, double[]> quantiles() {
        return quantiles;
    }

    /// Of a quantile; empty when it was not measured.
    double[] seconds(double quantile) {
        return quantiles.getOrDefault(quantile, NONE);
    }

    /// Of a resource; empty when nothing tells.
    double[] busy(String resource) {
        return busy.getOrDefault(resource, NONE);
    }

    /// What this process itself uses of a resource; empty when nothing tells.
    double[] own(String resource) {
        return own.getOrDefault(resource, NONE);
    }

    Map<String, Double> idle() {
        return idle;
    }

    private static void requireEqual(int length, int expected) {
        if (length != expected) {
            throw new IllegalArgumentException(
                    "series must have equal lengths: " + List.of(length, expected));
        }
    }

    int size() {
        return throughput.length;
    }

    /// The median of the last known values; NaN without any.
    static double recent(double[] values, int most) {
        double[] last = new double[most];
        int count = 0;
        for (int i = values.length - 1; i >= 0 && count < most; i--) {
            if (Double.isFinite(values[i])) {
                last[count++] = values[i];
            }
        }
        return Robust.median(Arrays.copyOf(last, count));
    }
}
