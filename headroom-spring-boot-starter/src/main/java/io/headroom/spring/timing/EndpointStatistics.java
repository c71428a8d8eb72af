package io.headroom.spring.timing;

import io.headroom.http.timing.Split;
import io.headroom.spring.RequestObserver;
import io.headroom.spring.ResettableFigures;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/// Rate, errors, durations and their split by route, over the last minute and in bounded memory.
/// Safe for use by many threads.
final class EndpointStatistics implements RequestObserver, ResettableFigures {

    static final String OTHER = "other";

    /// Routes are few; a bound all the same.
    private static final int MOST_ENDPOINTS = 500;

    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private volatile Era era;

    /// All that was counted from a moment on; a reset begins another one.
    private record Era(Instant since, long startNanos, Map<String, EndpointWindow> windows) {

        EndpointWindow window(String endpoint) {
            EndpointWindow known = windows.get(endpoint);
            if (known != null) {
                return known;
            }
            String kept = windows.size() < MOST_ENDPOINTS ? endpoint : OTHER;
            return windows.computeIfAbsent(kept, any -> new EndpointWindow());
        }

        long slotNumber(long nanos) {
            return (nanos - startNanos) / EndpointWindow.SLOT_NANOS;
        }
    }

    EndpointStatistics(LongSupplier nanoTime, InstantSource clock) {
        this.nanoTime = nanoTime;
        this.clock = clock;
        this.era = begun();
    }

    private Era begun() {
        return new Era(clock.instant(), nanoTime.getAsLong(), new ConcurrentHashMap<>());
    }

    @Override
    public String scope() {
        return "endpoints";
    }

    @Override
    public Instant since() {
        return era.since();
    }

    @Override
    public void beginAnew() {
        era = begun();
    }

    @Override
    public void finished(String endpoint, String method, int status, long nanos) {
        Era now = era;
        now.window(endpoint).record(now.slotNumber(nanoTime.getAsLong()), status >= 500, nanos);
    }

    @Override
    public void finished(String endpoint, String method, int status, long nanos, Split split) {
        Era now = era;
        now.window(endpoint)
                .record(now.slotNumber(nanoTime.getAsLong()), status >= 500, nanos, split);
    }

    /// The figures of all routes, the busiest first: by the time that callers spent in them.
    List<EndpointFigures> figures() {
        Era now = era;
        long nanos = nanoTime.getAsLong();
        long elapsed = nanos - now.startNanos();
        long slot = now.slotNumber(nanos);
        long first = Math.max(0, slot - EndpointWindow.SLOTS + 1) * EndpointWindow.SLOT_NANOS;
        long covered = Math.max(1_000_000_000L, elapsed - first);
        return now.windows().entrySet().stream()
                .map(entry -> entry.getValue().figures(entry.getKey(), slot, covered))
                .sorted(
                        Comparator.<EndpointFigures>comparingDouble(
                                        figures -> figures.ratePerSecond() * figures.meanMillis())
                                .reversed()
                                .thenComparing(EndpointFigures::endpoint))
                .toList();
    }
}
