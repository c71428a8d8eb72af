package io.headroom.spring.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.headroom.http.timing.Part;
import io.headroom.http.timing.RequestProfile;
import io.headroom.http.timing.Split;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class EndpointStatisticsTest {

    private static final long MILLI = 1_000_000;

    private final AtomicLong now = new AtomicLong();
    private final EndpointStatistics statistics =
            new EndpointStatistics(now::get, () -> Instant.EPOCH.plusNanos(now.get()));

    private void seconds(int seconds) {
        now.addAndGet(Duration.ofSeconds(seconds).toNanos());
    }

    @Test
    void quantilesAreWithinThreePercent() {
        for (int i = 1; i <= 1_000; i++) {
            statistics.finished("/items/{id}", "GET", 200, i * MILLI);
        }
        seconds(5);
        EndpointFigures figures = statistics.figures().getFirst();
        assertThat(figures.p50Millis()).isCloseTo(500, within(16.0));
        assertThat(figures.p95Millis()).isCloseTo(950, within(31.0));
        assertThat(figures.p99Millis()).isCloseTo(990, within(32.0));
        assertThat(figures.meanMillis()).isCloseTo(500.5, within(0.1));
        assertThat(figures.ratePerSecond()).isCloseTo(200, within(0.1));
    }

    @Test
    void whatIsOlderThanAMinuteIsOnlyInTheTotals() {
        statistics.finished("/a", "GET", 500, 5 * MILLI);
        seconds(70);
        statistics.finished("/a", "GET", 200, 7 * MILLI);
        EndpointFigures figures = statistics.figures().getFirst();
        assertThat(figures.requests()).isEqualTo(1);
        assertThat(figures.errors()).isZero();
        assertThat(figures.totalRequests()).isEqualTo(2);
        assertThat(figures.totalErrors()).isEqualTo(1);
        assertThat(figures.meanMillis()).isCloseTo(7, within(0.01));
        assertThat(figures.ratePerSecond()).isCloseTo(1 / 50.0, within(0.001));
    }

    @Test
    void theSplitIsTheMeanOfEachPart() {
        for (int i = 0; i < 4; i++) {
            AtomicLong clock = new AtomicLong();
            RequestProfile profile = RequestProfile.start(clock::get);
            profile.call(() -> {
                try (var _ = profile.begin(Part.DATABASE)) {
                    clock.addAndGet(8 * MILLI);
                }
                return true;
            });
            clock.addAndGet(2 * MILLI);
            Split split = profile.split();
            statistics.finished("/a", "GET", 200, split.totalNanos(), split);
        }
        SplitMillis split = statistics.figures().getFirst().split();
        assertThat(split.database()).isEqualTo(8);
        assertThat(split.rest()).isEqualTo(2);
        assertThat(split.search()).isZero();
    }

    @Test
    void theNumberOfRoutesIsBounded() {
        for (int i = 0; i < 10_000; i++) {
            statistics.finished("/" + i, "GET", 200, MILLI);
        }
        assertThat(statistics.figures()).hasSizeLessThanOrEqualTo(501);
        assertThat(statistics.figures()).anyMatch(each -> each.endpoint().equals("other"));
    }

    @Test
    void theBusiestRouteComesFirst() {
        statistics.finished("/fast", "GET", 200, MILLI);
        statistics.finished("/slow", "GET", 200, 100 * MILLI);
        assertThat(statistics.figures())
                .extracting(EndpointFigures::endpoint)
                .containsExactly("/slow", "/fast");
    }

    @Test
    void aResetForgetsTheTotalsAndSaysWhen() {
        statistics.finished("/a", "GET", 500, 5 * MILLI);
        seconds(30);
        statistics.beginAnew();
        assertThat(statistics.figures()).isEmpty();
        assertThat(statistics.since()).isEqualTo(Instant.EPOCH.plusSeconds(30));
        statistics.finished("/a", "GET", 200, 7 * MILLI);
        seconds(4);
        EndpointFigures figures = statistics.figures().getFirst();
        assertThat(figures.totalRequests()).isEqualTo(1);
        assertThat(figures.totalErrors()).isZero();
        assertThat(figures.ratePerSecond()).isCloseTo(1 / 4.0, within(0.001));
    }
}
