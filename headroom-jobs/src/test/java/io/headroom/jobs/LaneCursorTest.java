package io.headroom.jobs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LaneCursorTest {

    private final LaneCursor cursor = new LaneCursor("");

    /// Scans from the start, passes a job, and is woken.
    private void scan(long millis) {
        cursor.rewind(0);
        cursor.scanned(TimeUnit.MILLISECONDS.toNanos(millis));
        cursor.passed(new Lease(1, 7, "default", new Kind("note", 1), 5, 0, 1, 0, "", "", "", 0));
        cursor.wake();
    }

    private boolean startsAgainAfter(long millis) {
        cursor.rewind(TimeUnit.MILLISECONDS.toNanos(millis));
        return cursor.rank() == Long.MIN_VALUE;
    }

    @Test
    void aQuickScanIsMadeAgainAtOnceWhenSomebodyWakesIt() {
        scan(1);
        assertThat(startsAgainAfter(9)).isFalse();
        assertThat(startsAgainAfter(10)).isTrue();
    }

    @Test
    void aSlowScanTakesATenthOfTheTime() {
        scan(300);
        assertThat(startsAgainAfter(2_999)).isFalse();
        assertThat(startsAgainAfter(3_000)).isTrue();
    }

    @Test
    void aScanThatTheServerHeldUpIsMadeAgainAfterFiveSeconds() {
        scan(60_000);
        assertThat(startsAgainAfter(4_999)).isFalse();
        assertThat(startsAgainAfter(5_000)).isTrue();
    }
}
