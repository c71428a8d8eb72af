package io.headroom.postgres.statement;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DeltasTest {

    private static final Instant BORN = Instant.parse("2026-01-01T00:00:00Z");

    private final Deltas deltas = new Deltas();

    private static Counters row(String id, double calls, double millis, Instant since) {
        return new Counters(
                id, new Counters.Key(id, 10, true), calls, millis, 5, calls, 0, 0, since);
    }

    private List<Counters> advance(Instant resetAt, Counters... rows) {
        return deltas.advance(new Snapshot(List.of(rows), resetAt, 0));
    }

    @Test
    void theFirstReadingOnlySaysWhereCountingBegins() {
        assertThat(advance(BORN, row("1", 100, 1000, BORN))).isEmpty();
        assertThat(advance(BORN, row("1", 103, 1006, BORN), row("2", 4, 8, BORN)))
                .extracting(Counters::queryId, Counters::calls, Counters::millis)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("1", 3.0, 6.0),
                        org.assertj.core.groups.Tuple.tuple("2", 4.0, 8.0));
        assertThat(advance(BORN, row("1", 103, 1006, BORN))).isEmpty();
    }

    @Test
    void aStatementThatWasForgottenAndCameBackCountsWhole() {
        Instant later = BORN.plusSeconds(60);
        advance(BORN, row("1", 100, 1000, BORN));

        assertThat(advance(BORN, row("1", 150, 1500, later)))
                .singleElement()
                .satisfies(delta -> assertThat(delta.calls()).isEqualTo(150));
    }

    @Test
    void withoutTimesFallingSumsTellOfAReset() {
        advance(Instant.MIN, row("1", 100, 1000, Instant.MIN));

        assertThat(advance(Instant.MIN, row("1", 7, 70, Instant.MIN)))
                .singleElement()
                .satisfies(delta -> assertThat(delta.calls()).isEqualTo(7));
    }

    @Test
    void aResetOfAllIsCounted() {
        advance(BORN, row("1", 100, 1000, Instant.MIN));

        assertThat(advance(BORN.plusSeconds(9), row("1", 120, 1200, Instant.MIN)))
                .singleElement()
                .satisfies(delta -> assertThat(delta.calls()).isEqualTo(120));
        assertThat(deltas.resets()).isEqualTo(1);
    }

    @Test
    void columnsThatAnOlderVersionLacksAreLeftOut() {
        assertThat(CounterReader.select("public", Set.of("queryid", "toplevel", "stats_since")))
                .contains("s.toplevel", "s.stats_since");
        assertThat(CounterReader.select("public", Set.of("queryid")))
                .doesNotContain("s.toplevel", "s.stats_since")
                .contains("NULL::timestamptz");
    }
}
