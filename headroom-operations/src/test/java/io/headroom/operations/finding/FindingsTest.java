package io.headroom.operations.finding;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.operations.health.Component;
import io.headroom.test.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FindingsTest {

    private final ManualTime time = new ManualTime();
    private final List<Suspicion> suspected = new ArrayList<>();
    private final Findings findings =
            new Findings(
                    new Findings.Watched(
                            List.of(),
                            List.of((_, to) -> suspected.forEach(to)),
                            (_, _) -> Double.NaN,
                            List::of),
                    time,
                    time::nanos);

    static Suspicion suspicion(String kind, String subject, double impact, Offer... offers) {
        return new Suspicion(
                kind,
                subject,
                "something is wrong",
                Component.APPLICATION,
                impact,
                List.of(),
                List.of(),
                "do something",
                List.of(offers));
    }

    private void look(int times) {
        for (int i = 0; i < times; i++) {
            findings.tick();
            time.advance(Duration.ofSeconds(5));
        }
    }

    private List<String> open() {
        return findings.open().stream().map(Finding::id).toList();
    }

    @Test
    void aSuspicionBecomesAFindingAfterTenSeconds() {
        suspected.add(suspicion("trouble", "here", 0.5));
        look(2);
        assertThat(open()).isEmpty();
        look(1);
        assertThat(open()).containsExactly("trouble-here");
    }

    @Test
    void aMomentOfTroubleIsNoFinding() {
        suspected.add(suspicion("trouble", "here", 0.5));
        look(2);
        suspected.clear();
        look(3);
        suspected.add(suspicion("trouble", "here", 0.5));
        look(2);
        assertThat(open()).isEmpty();
    }

    @Test
    void whatSwingsIsOneFinding() {
        suspected.add(suspicion("trouble", "here", 0.5));
        look(3);
        for (int i = 0; i < 20; i++) {
            List<Suspicion> held = List.copyOf(suspected);
            suspected.clear();
            look(4);
            assertThat(open()).hasSize(1);
            suspected.addAll(held);
            look(1);
        }
        assertThat(findings.over()).isEmpty();
        suspected.clear();
        look(8);
        assertThat(open()).isEmpty();
        assertThat(findings.over()).hasSize(1);
        assertThat(findings.over().getFirst().endedAt()).isNotNull();
    }

    @Test
    void theCostliestStandsFirst() {
        suspected.add(suspicion("small", "", 0.1));
        suspected.add(suspicion("large", "", 0.7));
        look(3);
        assertThat(open()).containsExactly("large", "small");
    }

    @Test
    void whatIsExplainedStandsBehindItsReason() {
        suspected.add(suspicion("pool-too-small", "main", 0.9));
        suspected.add(suspicion("exception-storm", "GET /a", 0.5));
        suspected.add(suspicion("connection-leak", "main", 0.1));
        look(3);
        assertThat(open().getFirst()).isEqualTo("connection-leak-main");
        assertThat(open().get(1)).isEqualTo("pool-too-small-main");
        assertThat(findings.open().get(1).consequenceOf()).isEqualTo("connection-leak-main");
        assertThat(findings.open().getFirst().what().impact()).isEqualTo(0.9);
    }

    @Test
    void whatUsesUpTheServiceStandsBeforeTheRefusalsThatFollow() {
        suspected.add(suspicion("overload", "service", 0.9));
        suspected.add(suspicion("missing-index", "item", 0.2));
        look(3);
        assertThat(open()).containsExactly("missing-index-item", "overload-service");
        assertThat(findings.open().get(1).consequenceOf()).isEqualTo("missing-index-item");
    }

    @Test
    void findingsAreBounded() {
        IntStream.range(0, 1_000).forEach(i -> suspected.add(suspicion("trouble", "n" + i, 0.5)));
        look(3);
        assertThat(open()).hasSize(50);
    }

    @Test
    void aRuleThatFailsDoesNotKeepOthersFromTheirWork() {
        Findings other =
                new Findings(
                        new Findings.Watched(
                                List.of(_ -> {
                                    throw new IllegalStateException("source");
                                }),
                                List.of(
                                        (_, _) -> {
                                            throw new IllegalStateException("rule");
                                        },
                                        (_, to) -> to.accept(suspicion("trouble", "", 1))),
                                (_, _) -> Double.NaN,
                                List::of),
                        time,
                        time::nanos);
        for (int i = 0; i < 3; i++) {
            other.tick();
            time.advance(Duration.ofSeconds(5));
        }
        assertThat(other.open()).hasSize(1);
    }

    @Test
    void hostileNamesAreBoundedAndOnOneLine() {
        Suspicion hostile = suspicion("trouble", "<script>\n" + "x".repeat(10_000), 2);
        assertThat(hostile.subject()).hasSizeLessThanOrEqualTo(500).doesNotContain("\n");
        assertThat(hostile.id()).hasSizeLessThan(80).matches("[A-Za-z0-9._-]+");
        assertThat(hostile.impact()).isEqualTo(1);
        assertThat(suspicion("trouble", "a b", 0).id())
                .isNotEqualTo(suspicion("trouble", "a-b", 0).id());
    }
}
