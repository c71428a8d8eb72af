package io.headroom.operations.history;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.headroom.test.ManualTime;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private static final Duration SECOND = Duration.ofSeconds(1);
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final Duration HOUR = Duration.ofHours(1);

    private final ManualTime time = new ManualTime();
    private final History history = new History(HistoryOptions.defaults(), time, time::nanos);

    private void gauge(double value) {
        history.record(List.of(to -> to.gauge("load", value)));
    }

    private void counter(double total) {
        history.record(List.of(to -> to.counter("requests", total)));
    }

    private double[] values(String figure, Duration duration, Duration step) {
        return history.query(List.of(figure), duration, step).getFirst().values();
    }

    @Test
    void aGaugeIsKeptAsItIs() {
        for (int i = 1; i <= 5; i++) {
            time.advance(SECOND);
            gauge(i);
        }
        assertThat(values("load", Duration.ofSeconds(5), SECOND)).containsExactly(1, 2, 3, 4, 5);
        assertThat(history.latest("load")).isEqualTo(5);
        assertThat(history.mean("load", Duration.ofSeconds(3))).isEqualTo(4);
    }

    @Test
    void aCounterIsKeptAsItsRateOverTheTimeThatPassed() {
        counter(1_000);
        time.advance(SECOND);
        counter(1_010);
        time.advance(Duration.ofSeconds(2));
        counter(1_050);
        assertThat(values("requests", Duration.ofSeconds(4), SECOND))
                .containsExactly(Double.NaN, 10, Double.NaN, 20);
    }

    @Test
    void aCounterThatFallsLeavesAGap() {
        counter(1_000);
        time.advance(SECOND);
        counter(5);
        time.advance(SECOND);
        counter(8);
        assertThat(values("requests", Duration.ofSeconds(2), SECOND))
                .containsExactly(Double.NaN, 3);
    }

    @Test
    void whereNothingWasRecordedIsAGap() {
        gauge(1);
        time.advance(Duration.ofSeconds(4));
        gauge(2);
        assertThat(values("load", Duration.ofSeconds(5), SECOND))
                .containsExactly(1, Double.NaN, Double.NaN, Double.NaN, 2);
        time.advance(Duration.ofHours(2));
        gauge(3);
        assertThat(values("load", HOUR, SECOND)).containsOnlyOnce(3).contains(Double.NaN);
        assertThat(values("load", HOUR, SECOND)[0]).isNaN();
    }

    @Test
    void aSourceThatFailsDoesNotKeepOthersFromTheirs() {
        history.record(
                List.of(
                        _ -> {
                            throw new IllegalStateException("away");
                        },
                        to -> to.gauge("load", 1)));
        assertThat(history.latest("load")).isEqualTo(1);
    }

    @Test
    void aDayIsKeptByTenSecondsAsTheirMean() {
        // A slot begins here, so that each holds its ten values.
        for (int i = 0; i < 86_400; i++) {
            gauge(i % 10);
            time.advance(SECOND);
        }
        double[] day = values("load", Duration.ofHours(24), Duration.ofSeconds(30));
        assertThat(day).hasSize(2_880);
        assertThat(Arrays.stream(day).limit(2_879)).containsOnly(4.5);
    }

    @Test
    void stepsAreMeansOfWhatTheyCover() {
        for (int i = 0; i < 7_200; i++) {
            gauge(i % 10);
            time.advance(SECOND);
        }
        double[] minutes = values("load", Duration.ofHours(2), MINUTE);
        assertThat(minutes).hasSize(120);
        assertThat(minutes[100]).isEqualTo(4.5);
        assertThat(values("load", MINUTE, Duration.ofSeconds(20))[1]).isEqualTo(4.5);
        assertThat(values("load", MINUTE, Duration.ofSeconds(4))[1]).isBetween(1.0, 8.0);
    }

    @Test
    void aQuestionOutOfRangeIsRefusedWithItsLimit() {
        assertThatThrownBy(() -> history.query(List.of(), Duration.ofHours(25), MINUTE))
                .hasMessage("duration must be from 1 to 86400 s: 90000");
        assertThatThrownBy(() -> history.query(List.of(), HOUR, Duration.ZERO))
                .hasMessage("step must be from 1 to 3600 s: 0");
        assertThatThrownBy(() ->
                        history.query(List.of(), Duration.ofHours(24), Duration.ofSeconds(10)))
                .hasMessageStartingWith("step must be at least 24 s");
    }

    @Test
    void aClockThatGoesBackForgetsWhatLiesAfter() {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-01T12:00:00Z"));
        History jumping = new History(HistoryOptions.defaults(), now::get, time::nanos);
        for (int i = 0; i < 60; i++) {
            now.updateAndGet(each -> each.plusSeconds(1));
            jumping.record(List.of(to -> to.gauge("load", 1)));
        }
        now.updateAndGet(each -> each.minusSeconds(30));
        jumping.record(List.of(to -> to.gauge("load", 2)));
        assertThat(jumping.query(List.of("load"), MINUTE, SECOND).getFirst().values())
                .endsWith(1, 1, 2);
        now.updateAndGet(each -> each.plusSeconds(10));
        assertThat(jumping.mean("load", Duration.ofSeconds(5))).isNaN();
        now.updateAndGet(each -> each.plus(Duration.ofDays(400)));
        jumping.record(List.of(to -> to.gauge("load", 3)));
        assertThat(jumping.mean("load", HOUR)).isEqualTo(3);
    }

    @Test
    void aRestartLeavesAGapAndNothingElse() throws IOException {
        for (int i = 0; i < 100; i++) {
            time.advance(SECOND);
            gauge(7);
        }
        byte[] saved = history.save();
        time.advance(MINUTE);
        History after = new History(HistoryOptions.defaults(), time, time::nanos);
        after.restore(saved);
        after.record(List.of(to -> to.gauge("load", 9)));
        double[] values =
                after.query(List.of("load"), Duration.ofSeconds(62), SECOND).getFirst().values();
        assertThat(values).hasSize(62).startsWith(7, 7, Double.NaN).endsWith(Double.NaN, 9);
        assertThat(
                        after.query(List.of("load"), Duration.ofMinutes(3), Duration.ofSeconds(10))
                                .getFirst()
                                .values())
                .contains(7)
                .contains(Double.NaN);
    }

    @Test
    void otherBytesAreRefused() {
        assertThatThrownBy(() -> history.restore(new byte[100])).isInstanceOf(IOException.class);
        assertThat(history.figures()).isEmpty();
        gauge(1);
        assertThat(history.latest("load")).isEqualTo(1);
    }

    @Test
    void figuresBeyondTheMostAreLeftOutAndCounted() {
        History small = new History(new HistoryOptions(2), time, time::nanos);
        small.record(
                List.of(to -> {
                    for (int i = 0; i < 1_000; i++) {
                        to.gauge("url" + i, i);
                    }
                }));
        assertThat(small.figures()).containsExactly("url0", "url1");
        assertThat(small.refused()).isEqualTo(998);
    }

    @Test
    void aFigureTakesTheBytesThatAreStatedAndRecordingTakesNone() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        int figures = 200;
        String[] names = new String[figures];
        for (int i = 0; i < figures; i++) {
            names[i] = "a.figure.with.forty.characters.of.name." + i;
        }
        List<FigureSource> sources =
                List.of(to -> {
                    for (String name : names) {
                        to.gauge(name, 1);
                    }
                });
        history.record(List.of(to -> to.gauge("warm", 1)));
        long before = threads.getCurrentThreadAllocatedBytes();
        history.record(sources);
        long allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(history.bytes()).isEqualTo((figures + 1L) * History.BYTES_PER_FIGURE);
        // The tables grow by doubling, so that they were allocated about twice.
        assertThat(allocated).isLessThan((long) figures * History.BYTES_PER_FIGURE);
        assertThat(allocated).isGreaterThan(figures * 4L * (3_600 + 8_640));

        for (int i = 0; i < 2_000; i++) {
            time.advance(SECOND);
            history.record(sources);
        }
        before = threads.getCurrentThreadAllocatedBytes();
        for (int i = 0; i < 100; i++) {
            time.advance(SECOND);
            history.record(sources);
        }
        allocated = threads.getCurrentThreadAllocatedBytes() - before;
        assertThat(allocated / (100.0 * figures)).as("bytes for a value").isLessThan(2);
    }
}
