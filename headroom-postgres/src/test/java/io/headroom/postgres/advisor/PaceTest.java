package io.headroom.postgres.advisor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class PaceTest {

    private final List<Long> pauses = new ArrayList<>();
    private long nanos;

    @Test
    void aTenthOfTheTimeIsWorked() {
        Pace pace = pace(0.1);
        for (int piece = 0; piece < 100; piece++) {
            work(5);
            pace.rest();
        }
        assertThat(pauses).hasSize(25).containsOnly(TimeUnit.MILLISECONDS.toNanos(180));
        assertThat(nanos).isEqualTo(TimeUnit.MILLISECONDS.toNanos(5_000));
    }

    @Test
    void oneLongPieceIsRestedFromAtOnce() {
        Pace pace = pace(0.5);
        work(800);
        pace.rest();
        pace.rest();
        assertThat(pauses).containsExactly(TimeUnit.MILLISECONDS.toNanos(800));
    }

    @Test
    void theWholeShareIsNeverPaused() {
        Pace pace = pace(1);
        work(10_000);
        pace.rest();
        assertThat(pauses).isEmpty();
    }

    private Pace pace(double share) {
        return new Pace(
                share,
                () -> nanos,
                pause -> {
                    pauses.add(pause);
                    nanos += pause;
                });
    }

    private void work(long millis) {
        nanos += TimeUnit.MILLISECONDS.toNanos(millis);
    }
}
