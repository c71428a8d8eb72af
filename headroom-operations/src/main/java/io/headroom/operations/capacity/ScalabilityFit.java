package io.headroom.operations.capacity;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

/// Finds the [Scalability] in what was seen.
///
/// With N/X as the time R of an answer the law is R = 1/λ + σ/λ · (N − 1) + κ/λ · N(N − 1), a sum
/// with factors that least squares finds. A step with slow answers by chance has more requests
/// under way, too, which would look like contention; so the means of groups of steps of like
/// throughput are used (A. Wald, "The Fitting of Straight Lines if Both Variables are Subject to
/// Error", Annals of Mathematical Statistics 11, 1940). Factors below 0 are left out.
final class ScalabilityFit {

    private static final int GROUPS = 8;
    private static final int LEAST_STEPS = 24;
    private static final double LEAST_SWING = 1.5;
    private static final double LEAST_CONCURRENCY = 2;
    private static final double LEAST_R2 = 0.5;

    private ScalabilityFit() {}

    /// @param throughput of steps with requests
    /// @param concurrency of the same steps
    static Scalability of(double[] throughput, double[] concurrency) {
        int steps = throughput.length;
        double swing =
                Robust.quantile(throughput, 0.95)
                        / Math.max(1e-9, Robust.quantile(throughput, 0.05));
        if (steps < LEAST_STEPS
                || swing < LEAST_SWING
                || Robust.quantile(concurrency, 0.95) < LEAST_CONCURRENCY) {
            return Scalability.UNKNOWN;
        }
        int[] order =
                IntStream.range(0, steps)
                        .boxed()
                        .sorted(Comparator.comparingDouble(i -> throughput[i]))
                        .mapToInt(Integer::intValue)
                        .toArray();
        double[] n = new double[GROUPS];
        double[] r = new double[GROUPS];
        for (int group = 0; group < GROUPS; group++) {
            int[] some =
                    Arrays.copyOfRange(order, group * steps / GROUPS, (group + 1) * steps / GROUPS);
            double[] under = Arrays.stream(some).mapToDouble(i -> concurrency[i]).toArray();
            double[] ended = Arrays.stream(some).mapToDouble(i -> throughput[i]).toArray();
            n[group] = Robust.median(under);
            r[group] = n[group] / Robust.median(ended);
        }
        Scalability best = best(n, r, steps);
        double r2 = r2(best, throughput, concurrency);
        return r2 >= LEAST_R2
                ? new Scalability(best.perSecond(), best.contention(), best.coherence(), r2, steps)
                : Scalability.UNKNOWN;
    }

    /// Of the sums without a factor below 0, the one that errs least.
    private static Scalability best(double[] n, double[] r, int steps) {
        double[] linear = Arrays.stream(n).map(each -> each - 1).toArray();
        double[] square = Arrays.stream(n).map(each -> each * (each - 1)).toArray();
        Scalability best = Scalability.UNKNOWN;
        double least = Double.POSITIVE_INFINITY;
        boolean[][] choices = {{true, true}, {true, false}, {false, true}};
        for (boolean[] choice : choices) {
            List<double[]> terms = new ArrayList<>();
            if (choice[0]) {
                terms.add(linear);
            }
            if (choice[1]) {
                terms.add(square);
            }
            double[] found = leastSquares(terms, r);
            boolean possible = found[0] > 0 && Arrays.stream(found).allMatch(each -> each >= 0);
            double error = error(terms, found, r);
            if (possible && error < least) {
                least = error;
                double contention = choice[0] ? found[1] / found[0] : 0;
                double coherence = choice[1] ? found[found.length - 1] / found[0] : 0;
                best = new Scalability(1 / found[0], contention, coherence, 0, steps);
            }
        }
        return best;
    }

    private static double error(List<double[]> terms, double[] factors, double[] r) {
        double sum = 0;
        for (int i = 0; i < r.length; i++) {
            double is = factors[0];
            for (int j = 0; j < terms.size(); j++) {
                is += factors[j + 1] * terms.get(j)[i];
            }
            // Relative: a long answer's error weighs no more than a short one's.
            sum += (r[i] - is) * (r[i] - is) / (r[i] * r[i]);
        }
        return sum;
    }

    /// The constant and the terms' factors, by the normal equations and Gauss's elimination.
    private static double[] leastSquares(List<double[]> terms, double[] r) {
        int size = terms.size() + 1;
        double[][] rows = new double[size][size + 1];
        for (int i = 0; i < r.length; i++) {
            double[] x = new double[size];
            x[0] = 1;
            for (int j = 1; j < size; j++) {
                x[j] = terms.get(j - 1)[i];
            }
            double weight = 1 / (r[i] * r[i]);
            for (int row = 0; row < size; row++) {
                for (int column = 0; column < size; column++) {
                    rows[row][column] += weight * x[row] * x[column];
                }
                rows[row][size] += weight * x[row] * r[i];
            }
        }
        return solved(rows);
    }

    private static double[] solved(double[][] rows) {
        int size = rows.length;
        for (int pivot = 0; pivot < size; pivot++) {
            int largest = pivot;
            for (int row = pivot + 1; row < size; row++) {
                if (Math.abs(rows[row][pivot]) > Math.abs(rows[largest][pivot])) {
                    largest = row;
                }
            }
            double[] swapped = rows[pivot];
            rows[pivot] = rows[largest];
            rows[largest] = swapped;
            for (int row = 0; row < size; row++) {
                double factor = row == pivot ? 0 : rows[row][pivot] / rows[pivot][pivot];
                for (int column = pivot; column <= size; column++) {
                    rows[row][column] -= factor * rows[pivot][column];
                }
            }
        }
        double[] solution = new double[size];
        for (int i = 0; i < size; i++) {
            solution[i] = rows[i][size] / rows[i][i];
        }
        return solution;
    }

    /// Of the answers' times of single steps, as the throughput foretells them.
    private static double r2(Scalability law, double[] throughput, double[] concurrency) {
        if (!law.isKnown()) {
            return Double.NaN;
        }
        double mean = 0;
        for (int i = 0; i < throughput.length; i++) {
            mean += concurrency[i] / throughput[i] / throughput.length;
        }
        double rest = 0;
        double all = 0;
        for (int i = 0; i < throughput.length; i++) {
            double is = concurrency[i] / throughput[i];
            double told = law.secondsAt(throughput[i]);
            rest += Double.isFinite(told) ? (is - told) * (is - told) : (is - mean) * (is - mean);
            all += (is - mean) * (is - mean);
        }
        return all > 0 ? 1 - rest / all : Double.NaN;
    }
}
