package io.headroom.spring.operations.search;

import io.headroom.http.CorrelationId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.slf4j.MDC;

/// The slowest searches of the last hour, at most twenty. Safe for use by many threads: who is not
/// among the slowest takes no lock.
final class SlowSearches {

    static final int MOST = 20;
    static final Duration KEPT = Duration.ofHours(1);

    private static final Comparator<SlowSearch> SLOWEST_FIRST =
            Comparator.comparingDouble(SlowSearch::millis).reversed();

    private final InstantSource clock;
    private final List<SlowSearch> slowest = new ArrayList<>();

    /// What is faster than this needs no look; the oldest one's time may make room again.
    private volatile double floorMillis;

    private volatile Instant floorUntil = Instant.MAX;

    SlowSearches(InstantSource clock) {
        this.clock = clock;
    }

    void note(SearchOutcome outcome) {
        double millis = outcome.nanos() / 1e6;
        if (millis <= floorMillis && clock.instant().isBefore(floorUntil)) {
            return;
        }
        Instant now = clock.instant();
        SlowSearch slow =
                new SlowSearch(
                        now,
                        outcome.type(),
                        RedactedText.of(outcome.text()),
                        Math.round(outcome.nanos() / 1e3) / 1e3,
                        outcome.results(),
                        outcome.fromCache(),
                        MDC.get(CorrelationId.LOG_KEY));
        synchronized (slowest) {
            forgetOld(now);
            slowest.add(slow);
            slowest.sort(SLOWEST_FIRST);
            if (slowest.size() > MOST) {
                slowest.removeLast();
            }
            boolean full = slowest.size() == MOST;
            floorMillis = full ? slowest.getLast().millis() : 0;
            floorUntil =
                    full
                            ? slowest.stream()
                                    .map(SlowSearch::at)
                                    .min(Comparator.naturalOrder())
                                    .orElse(now)
                                    .plus(KEPT)
                            : Instant.MAX;
        }
    }

    private void forgetOld(Instant now) {
        slowest.removeIf(each -> each.at().plus(KEPT).isBefore(now));
    }

    List<SlowSearch> latest() {
        synchronized (slowest) {
            forgetOld(clock.instant());
            return List.copyOf(slowest);
        }
    }
}
