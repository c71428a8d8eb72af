package io.headroom.operations.capacity;

import io.headroom.operations.capacity.LoadCurve.Break;
import java.util.List;
import java.util.function.DoublePredicate;

/// The limit where answers become slower with the load and no watched resource is why: what the
/// service does one request at a time, or what requests cost each other. It follows from
/// [Scalability], and counts only where the queues before the resources explain less than half of
/// what answers became slower by.
final class Knee {

    /// What limits, for machines.
    static final String NAME = "contention";

    /// The same for people.
    static final String WORDS = "contention inside the service";

    static final String ADVICE =
            "Look for what only one request can do at a time: locks, a service behind it, work that is not split. POST …/profile with lock shows waits.";

    private static final Break NOWHERE = new Break(Double.POSITIVE_INFINITY, "", "");
    private static final double NOTICEABLE = 0.2;
    private static final double EXPLAINED = 0.5;
    private static final double ALMOST = 0.999;
    private static final int HALVINGS = 30;

    private final Scalability law;
    private final LoadCurve curve;
    private final List<Promise> promises;
    private final double now;

    Knee(Scalability law, LoadCurve curve, List<Promise> promises, double now) {
        this.law = law;
        this.curve = curve;
        this.promises = promises;
        this.now = now;
    }

    /// Answers at a low and at a high load, as they were seen.
    record Growth(double low, double lowSeconds, double high, double highSeconds) {

        private static final double TAIL = 0.15;

        /// The steps with the least and the most throughput.
        static Growth of(double[] throughput, double[] concurrency) {
            double least = Robust.quantile(throughput, TAIL);
            double most = Robust.quantile(throughput, 1 - TAIL);
            double[] low = mean(throughput, concurrency, x -> x <= least);
            double[] high = mean(throughput, concurrency, x -> x >= most);
            return new Growth(low[0], low[1] / low[0], high[0], high[1] / high[0]);
        }

        private static double[] mean(double[] x, double[] n, DoublePredicate chosen) {
            double sumX = 0;
            double sumN = 0;
            int count = 0;
            for (int i = 0; i < x.length; i++) {
                if (chosen.test(x[i])) {
                    sumX += x[i];
                    sumN += n[i];
                    count++;
                }
            }
            return new double[] {sumX / count, sumN / count};
        }
    }

    /// The first break; at infinity where the queues explain what was seen.
    Break first(Growth growth) {
        double high = ALMOST * law.peak();
        if (!law.isKnown() || !isUnexplained(growth) || Double.isInfinite(high)) {
            return NOWHERE;
        }
        String words = "throughput grows no more";
        double low = 0;
        for (int i = 0; i < HALVINGS; i++) {
            double middle = (low + high) / 2;
            String broken = broken(middle);
            if (broken.isEmpty()) {
                low = middle;
            } else {
                high = middle;
                words = broken;
            }
        }
        return new Break(high, NAME, words);
    }

    private boolean isUnexplained(Growth growth) {
        double slower = growth.highSeconds() - growth.lowSeconds();
        double explained =
                curve.seconds(Double.NaN, growth.high()) - curve.seconds(Double.NaN, growth.low());
        return slower >= NOTICEABLE * growth.lowSeconds() && !(explained >= EXPLAINED * slower);
    }

    /// How long answers take by the law. Quantiles are thought to grow as the mean does.
    double seconds(double quantile, double at) {
        double mean = law.secondsAt(at);
        return Double.isNaN(quantile)
                ? mean
                : curve.seconds(quantile, now) * mean / law.secondsAt(now);
    }

    private String broken(double at) {
        return promises.stream()
                .filter(each -> seconds(each.quantile(), at) > each.seconds())
                .findFirst()
                .map(Promise::broken)
                .orElse("");
    }
}
