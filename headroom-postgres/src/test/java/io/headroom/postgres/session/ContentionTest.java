package io.headroom.postgres.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.postgres.session.Contention.Contended;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class ContentionTest {

    private static final Duration SINCE = Duration.ofSeconds(2);
    private final Instant start = Instant.parse("2026-01-01T00:00:00Z");
    private final Contention contention = new Contention(Duration.ofHours(1));

    private static LockWait wait(String relation, double seconds) {
        return new LockWait(1, relation, "relation", "ShareLock", seconds);
    }

    @Test
    void waitsAreSummedByTableAndModeAndNotLongerThanTheyLasted() {
        contention.add(start, SINCE, List.of(wait("public.item", 0.5), wait("public.item", 9)));
        contention.add(start.plusSeconds(2), SINCE, List.of(wait("public.item", 11)));
        Contended only = contention.contended().getFirst();
        assertThat(only.waitedSeconds()).isEqualTo(0.5 + 2 + 2);
        assertThat(only.longestSeconds()).isEqualTo(11);
        assertThat(only.stretches()).hasSize(1);
        assertThat(only.stretches().getFirst().mostWaiting()).isEqualTo(2);
        assertThat(contention.waitedSeconds()).isEqualTo(4.5);
    }

    @Test
    void theHistoryEnds() {
        contention.add(start, SINCE, List.of(wait("public.item", 1)));
        contention.add(start.plusSeconds(3_000), SINCE, List.of(wait("public.item", 1)));
        assertThat(contention.contended().getFirst().stretches()).hasSize(2);
        contention.add(start.plusSeconds(4_000), SINCE, List.of());
        assertThat(contention.contended().getFirst().stretches()).hasSize(1);
        contention.add(start.plusSeconds(9_000), SINCE, List.of());
        assertThat(contention.contended()).isEmpty();
    }

    @Test
    void memoryIsBoundedByForgettingTheOldest() {
        for (int i = 0; i < 10_500; i++) {
            contention.add(start.plusMillis(i * 100L), SINCE, List.of(wait("table_" + i, 1)));
        }
        assertThat(contention.contended()).hasSize(10_000);
        assertThat(contention.contended())
                .extracting(Contended::relation)
                .doesNotContain("table_0")
                .contains("table_10499");
    }
}
