package io.headroom.spring.operations.benchmark;

import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// How an operation did.
///
/// @param calls how often it was called, without the warm-up
/// @param callsPerSample above 1 the operation is too fast for the clock: its times are means of so
///   many calls
/// @param medianMicros of a call
/// @param operationsPerSecond the median of the rounds; on one thread
/// @param spreadPercent between the slowest and the fastest round, of the median one
/// @param change against the run before; null without one
record OperationResult(
        String operation,
        int rounds,
        long calls,
        int callsPerSample,
        double medianMicros,
        double p99Micros,
        double operationsPerSecond,
        double spreadPercent,
        @Nullable Change change) {

    /// Less is within what the machine does by itself.
    private static final double LEAST_PERCENT = 5;

    /// Against the run before.
    ///
    /// @param operationsPercent how many more operations per second; negative for fewer
    /// @param medianPercent how much longer a call takes; negative for shorter
    /// @param verdict `faster`, `slower`, or `same` where the change is within 5 % or within what
    ///   the rounds of either run differ by
    record Change(String since, double operationsPercent, double medianPercent, String verdict) {}

    OperationResult comparedWith(BenchmarkRun earlier) {
        Optional<OperationResult> then =
                earlier.results().stream()
                        .filter(each -> each.operation().equals(operation))
                        .findFirst();
        return then.map(known -> with(changeSince(earlier.id(), known))).orElse(this);
    }

    private Change changeSince(String run, OperationResult then) {
        double operations = percent(operationsPerSecond, then.operationsPerSecond());
        double noise = Math.max(LEAST_PERCENT, Math.max(spreadPercent, then.spreadPercent()));
        String verdict = "same";
        if (Math.abs(operations) > noise) {
            verdict = operations > 0 ? "faster" : "slower";
        }
        return new Change(run, operations, percent(medianMicros, then.medianMicros()), verdict);
    }

    private static double percent(double now, double then) {
        return then == 0 ? 0 : Math.round(1_000 * (now - then) / then) / 10.0;
    }

    private OperationResult with(Change found) {
        return new OperationResult(
                operation,
                rounds,
                calls,
                callsPerSample,
                medianMicros,
                p99Micros,
                operationsPerSecond,
                spreadPercent,
                found);
    }
}
