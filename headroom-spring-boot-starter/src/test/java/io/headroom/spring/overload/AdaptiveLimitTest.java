package io.headroom.spring.overload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.test.ManualTime;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Simulates a service of a known capacity behind the limit.
class AdaptiveLimitTest {

    private static final Duration TARGET = Duration.ofMillis(200);

    private final ManualTime time = new ManualTime();
    private final AdaptiveLimit limit = new AdaptiveLimit(options(TARGET), time::nanos);

    private static OverloadProperties options(Duration target) {
        return new OverloadProperties(
                true, target, 100, 10, 300, 4, Duration.ofSeconds(1), List.of(), 0.45);
    }

    /// Serves one request each `serviceMillis`, always as many under way as are admitted.
    private void saturated(int seconds, int serviceMillis, Place.Outcome outcome) {
        Deque<Place> underWay = new ArrayDeque<>();
        for (long millis = 0; millis < seconds * 1_000L; millis += serviceMillis) {
            for (var place = limit.tryEnter(); place.isPresent(); place = limit.tryEnter()) {
                underWay.add(place.get());
            }
            time.advance(Duration.ofMillis(serviceMillis));
            underWay.remove().leave(outcome);
        }
        underWay.forEach(place -> place.leave(Place.Outcome.TELLS_NOTHING));
    }

    @Test
    void itSettlesWhereTheTargetIsKept() {
        // 100 requests a second: 20 under way take 200 ms each.
        saturated(60, 10, Place.Outcome.ANSWERED);
        assertThat(limit.limit()).isBetween(10, 40);
    }

    @Test
    void itGrowsWhileAnswersAreInTime() {
        // 1,000 a second: the target allows 200.
        saturated(120, 1, Place.Outcome.ANSWERED);
        assertThat(limit.limit()).isBetween(120, 240);
    }

    @Test
    void atLowLoadItDoesNotDrift() {
        for (int i = 0; i < 10_000; i++) {
            Place place = limit.tryEnter().orElseThrow();
            time.advance(Duration.ofMillis(5));
            place.leave(Place.Outcome.ANSWERED);
        }
        assertThat(limit.limit()).isEqualTo(100);
    }

    @Test
    void aServiceThatGivesUpIsLeftWithTheMinimum() {
        saturated(30, 1, Place.Outcome.GAVE_UP);
        assertThat(limit.limit()).isEqualTo(10);
    }

    @Test
    void refusedAndFailedRequestsTellNothing() {
        saturated(30, 10, Place.Outcome.TELLS_NOTHING);
        assertThat(limit.limit()).isEqualTo(100);
    }

    @Test
    void nonsenseIsRefusedByName() {
        assertThatThrownBy(() -> options(Duration.ZERO))
                .hasMessageContaining("headroom.http.overload.target must be at least 1 ms");
    }
}
