package io.headroom.operations.capacity;

import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/// Finds the [Demand] in what was seen.
///
/// Utilisation law with a load of its own: busy = idle + demand × throughput, as a robust line. A
/// slope is only as good as the throughput's swing; with little of it noise flattens the line,
/// which would promise too much. So the slope is averaged, by their precisions, with the demand
/// that follows when nothing but the known idle load is deducted, which errs to the safe side.
final class DemandFit {

    private static final double DOUBT_WITHOUT_IDLE = 0.15;
    private static final double DOUBT_WITH_IDLE = 0.05;
    private static final int HALVINGS = 24;
    private static final double LEAST_SWING = 1.5;

    private static final double[] SERVERS = {1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64};

    private final double[] throughput;
    private final double[] weights;

    /// @param throughput of steps with requests, finite
    /// @param weights of the steps, above 0
    DemandFit(double[] throughput, double[] weights) {
        this.throughput = throughput;
        this.weights = weights;
    }

    /// @param busy of the same steps; steps with NaN are left out
    /// @param idle servers in use without requests
    /// @param idleKnown whether that was seen, or is a guess
    Demand linear(double[] busy, double servers, double idle, boolean idleKnown) {
        Samples samples = samples(busy);
        if (samples.x.length < 3) {
            return new Demand(
                    servers, 0, Double.NaN, Observations.recent(busy, 3), samples.x.length, 0);
        }
        Robust.Line line = Robust.line(samples.x, samples.y, samples.w);
        double known = Math.min(idle, 0.95 * line.meanY());
        double ratio = (line.meanY() - known) / line.meanX();
        double doubt = (idleKnown ? DOUBT_WITH_IDLE : DOUBT_WITHOUT_IDLE) * ratio;
        double trust = 1 / (line.slopeError() * line.slopeError());
        double caution = 1 / (doubt * doubt);
        double seconds =
                !(ratio > 0)
                        ? 0
                        : Double.isInfinite(trust)
                                ? line.slope()
                                : (trust * line.slope() + caution * ratio) / (trust + caution);
        double rest = line.meanY() - seconds * line.meanX();
        if (rest < 0) {
            seconds = line.meanY() / line.meanX();
            rest = 0;
        }
        return new Demand(
                servers,
                rest,
                Math.max(0, seconds),
                Observations.recent(busy, 3),
                samples.x.length,
                line.r2());
    }

    /// Servers that are seen from outside: the time spent there is service and wait, so that the
    /// demand is what remains at no load, and their number, where it is not known, is the one that
    /// the growth of the time with the load fits best; NaN where the time does not grow.
    ///
    /// @param candidates how many servers there may be; one, where that is known
    Demand behind(double[] busy, double... candidates) {
        Samples samples = samples(busy);
        int n = samples.x.length;
        double now = Observations.recent(busy, 3);
        if (n < 3) {
            return new Demand(Double.NaN, 0, Double.NaN, now, n, 0);
        }
        double[] times = new double[n];
        for (int i = 0; i < n; i++) {
            times[i] = samples.y[i] / samples.x[i];
        }
        Best best = Best.NONE;
        boolean given = candidates.length == 1;
        if (given
                || Robust.quantile(samples.x, 0.95)
                        >= LEAST_SWING * Robust.quantile(samples.x, 0.05)) {
            for (double each : candidates) {
                Best found = fit(samples, times, each);
                if (found.error < best.error) {
                    best = found;
                }
            }
        }
        double constant = Robust.median(times);
        double flat = error(samples, times, t -> constant);
        double gain = 1 - best.error / flat;
        // A twin of the F test: two more parameters have to explain more than noise does.
        if (!given && !(gain > 12.0 / (n + 12))) {
            return new Demand(Double.NaN, 0, constant, now, n, 0);
        }
        return new Demand(
                best.servers,
                0,
                best.seconds,
                now,
                n,
                Math.clamp(Double.isNaN(gain) ? 0 : gain, 0, 1));
    }

    /// The numbers of servers that are tried.
    static double[] anyServers() {
        return SERVERS.clone();
    }

    private record Best(double servers, double seconds, double error) {
        static final Best NONE = new Best(Double.NaN, Double.NaN, Double.POSITIVE_INFINITY);
    }

    /// The service time, between nothing and what was seen, that fits best: the error has one
    /// valley.
    private static Best fit(Samples samples, double[] times, double servers) {
        double most = Arrays.stream(samples.x).max().orElse(1);
        double low = 0;
        double high = Math.min(Robust.quantile(times, 0.9), 0.999 * servers / most);
        double golden = (Math.sqrt(5) - 1) / 2;
        double a = high - golden * (high - low);
        double b = low + golden * (high - low);
        double atA = queueError(samples, times, servers, a);
        double atB = queueError(samples, times, servers, b);
        for (int i = 0; i < HALVINGS; i++) {
            if (atA < atB) {
                high = b;
                b = a;
                atB = atA;
                a = high - golden * (high - low);
                atA = queueError(samples, times, servers, a);
            } else {
                low = a;
                a = b;
                atA = atB;
                b = low + golden * (high - low);
                atB = queueError(samples, times, servers, b);
            }
        }
        double seconds = (low + high) / 2;
        return new Best(servers, seconds, queueError(samples, times, servers, seconds));
    }

    private static double queueError(
            Samples samples, double[] times, double servers, double seconds) {
        return error(samples, times, x -> seconds + Queues.meanWait(servers, seconds * x, seconds));
    }

    /// The sum of Huber's losses, relative to the time.
    private static double error(Samples samples, double[] times, DoubleUnaryOperator predicted) {
        double typical = Math.max(1e-12, Robust.median(times));
        double sum = 0;
        for (int i = 0; i < times.length; i++) {
            double off = Math.abs(times[i] - predicted.applyAsDouble(samples.x[i])) / typical;
            sum += samples.w[i] * (off < 0.5 ? off * off : off - 0.25);
        }
        return sum;
    }

    @SuppressWarnings("ArrayRecordComponent") // never compared
    private record Samples(double[] x, double[] y, double[] w) {}

    private Samples samples(double[] busy) {
        int n = 0;
        double[] x = new double[busy.length];
        double[] y = new double[busy.length];
        double[] w = new double[busy.length];
        for (int i = 0; i < busy.length; i++) {
            if (Double.isFinite(busy[i]) && busy[i] >= 0) {
                x[n] = throughput[i];
                y[n] = busy[i];
                w[n++] = weights[i];
            }
        }
        return new Samples(Arrays.copyOf(x, n), Arrays.copyOf(y, n), Arrays.copyOf(w, n));
    }
}
