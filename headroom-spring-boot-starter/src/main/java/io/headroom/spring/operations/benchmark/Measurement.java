package io.headroom.spring.operations.benchmark;

import java.util.Arrays;
import java.util.function.LongSupplier;

/// Measures an operation: calls it until it is warm, then in rounds, whose rates say how steady the
/// machine is. For one thread.
///
/// A call that is too short for the clock is timed together with others. What is measured is the
/// service time of one caller who waits for each answer before he asks again (a closed loop): it
/// tells nothing of queues under load.
final class Measurement {

    /// A sample should be so long that reading the clock, some 25 ns, is no part of it.
    private static final long SAMPLE_NANOS = 10_000;

    private static final int MOST_CALLS_PER_SAMPLE = 10_000;

    private final BenchmarkOptions options;
    private final LongSupplier nanoTime;

    /// Results go here, so that no call is left out.
    volatile Object sink = "";

    /// @param nanoTime monotonic time in nanoseconds
    Measurement(BenchmarkOptions options, LongSupplier nanoTime) {
        this.options = options;
        this.nanoTime = nanoTime;
    }

    /// Measures it.
    ///
    /// @throws InterruptedException when it was asked to end
    /// @throws Exception what a call threw
    OperationResult measure(Operation operation, StopSignal stop) throws Exception {
        int perSample = callsPerSample(operation, stop);
        Samples samples = new Samples();
        double[] rates = new double[options.rounds()];
        long calls = 0;
        for (int round = 0; round < rates.length; round++) {
            long begin = nanoTime.getAsLong();
            long end = begin + options.round().toNanos();
            long now = begin;
            long counted = 0;
            while (now < end) {
                stop.check();
                long before = now;
                call(operation, perSample);
                now = nanoTime.getAsLong();
                samples.add((double) (now - before) / perSample);
                counted += perSample;
            }
            rates[round] = counted * (double) operation.units() * 1e9 / (now - begin);
            calls += counted;
        }
        Arrays.sort(rates);
        double median = rates[rates.length / 2];
        return new OperationResult(
                operation.name(),
                rates.length,
                calls,
                perSample,
                rounded(samples.quantile(0.5) / 1e3),
                rounded(samples.quantile(0.99) / 1e3),
                rounded(median),
                rounded(100 * (rates[rates.length - 1] - rates[0]) / median),
                null);
    }

    /// Warms up. The later calls are faster, so that the second half of the time decides.
    private int callsPerSample(Operation operation, StopSignal stop) throws Exception {
        long half = options.warmUp().toNanos() / 2;
        var _ = meanNanos(operation, stop, half);
        double mean = meanNanos(operation, stop, half);
        return Math.clamp(Math.round(SAMPLE_NANOS / mean), 1, MOST_CALLS_PER_SAMPLE);
    }

    private double meanNanos(Operation operation, StopSignal stop, long nanos) throws Exception {
        long begin = nanoTime.getAsLong();
        long now = begin;
        long calls = 0;
        while (now - begin < nanos) {
            stop.check();
            call(operation, 1);
            calls++;
            now = nanoTime.getAsLong();
        }
        return Math.max(1, (double) (now - begin) / Math.max(1, calls));
    }

    private void call(Operation operation, int times) throws Exception {
        for (int i = 0; i < times; i++) {
            Object found = operation.work().call();
            sink = found == null ? "" : found;
        }
    }

    private static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }
}
