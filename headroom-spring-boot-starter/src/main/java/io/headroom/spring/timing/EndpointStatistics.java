package io.headroom.spring.timing;

import io.headroom.http.timing.Split;
import io.headroom.spring.RequestObserver;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Rate, errors, durations and their split by route, over the last minute and in bounded memory.
/// Safe for use by many threads.
final class EndpointStatistics implements RequestObserver {

    static final String OTHER = "other";

    /// Routes are few; a bound all the same.
    private static final int MOST_ENDPOINTS = 500;

    private final Map<String, EndpointWindow> windows = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;
    private final long startNanos;

    EndpointStatistics(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.startNanos = nanoTime.getAsLong();
    }

    @Override
    public void finished(String endpoint, String method, int status, long nanos) {
        window(endpoint).record(slotNumber(elapsed()), status >= 500, nanos);
    }

    @Override
    public void finished(String endpoint, String method, int status, long nanos, Split split) {
        window(endpoint).record(slotNumber(elapsed()), status >= 500, nanos, split);
    }

    private EndpointWindow window(String endpoint) {
        EndpointWindow known = windows.get(endpoint);
        if (known != null) {
            return known;
        }
        String kept = windows.size() < MOST_ENDPOINTS ? endpoint : OTHER;
        return windows.computeIfAbsent(kept, any -> new EndpointWindow());
    }

    private long elapsed() {
        return nanoTime.getAsLong() - startNanos;
    }

    private static long slotNumber(long elapsedNanos) {
        return elapsedNanos / EndpointWindow.SLOT_NANOS;
    }

    /// The figures of all routes, the busiest first: by the time that callers spent in them.
    List<EndpointFigures> figures() {
        long elapsed = elapsed();
        long slot = slotNumber(elapsed);
        long first = Math.max(0, slot - EndpointWindow.SLOTS + 1) * EndpointWindow.SLOT_NANOS;
        long covered = Math.max(1_000_000_000L, elapsed - first);
        return windows.entrySet().stream()
                .map(entry -> entry.getValue().figures(entry.getKey(), slot, covered))
                .sorted(
                        Comparator.<EndpointFigures>comparingDouble(
                                        figures -> figures.ratePerSecond() * figures.meanMillis())
                                .reversed()
                                .thenComparing(EndpointFigures::endpoint))
                .toList();
    }
}
