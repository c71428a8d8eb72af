package io.headroom.spring.operations.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.operations.finding.Fact;
import io.headroom.operations.memory.LeakReport;
import io.headroom.operations.memory.LeakVerdict;
import io.headroom.operations.memory.MemoryReport;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LeakFactsTest {

    private static MemoryReport report(LeakReport found, boolean searching) {
        return new MemoryReport(
                Instant.EPOCH,
                1,
                2,
                3,
                1,
                4,
                Map.of(),
                0,
                1,
                1,
                Map.of(),
                new LeakVerdict(true, "It grows.", 12, 180e6, 4.2, 1.5),
                found,
                searching);
    }

    @Test
    void theFirstHolderAndTheClassThatGrewMostStandForTheLeak() {
        LeakReport found =
                new LeakReport(
                        Instant.ofEpochSecond(9),
                        List.of(
                                new LeakReport.Growing("[B", 900, 36_000_000),
                                new LeakReport.Growing("java.lang.Long", 900, 20_000)),
                        List.of(
                                new LeakReport.Holder("a.Shop.SEEN", true, "[B", "a.Shop.x:4", 8),
                                new LeakReport.Holder("b.Other.ONE", true, "byte[]", "", 1)),
                        "");
        assertThat(LeakFacts.leak(report(found, false)))
                .isEqualTo(
                        new Fact.MemoryLeak(
                                3e6,
                                1.5,
                                4.2,
                                12,
                                false,
                                "a.Shop.SEEN",
                                true,
                                "byte[]",
                                "a.Shop.x:4",
                                "byte[]"));
    }

    @Test
    void whoHoldsItMayNotBeKnownYet() {
        LeakReport nothing = new LeakReport(Instant.EPOCH, List.of(), List.of(), "");
        assertThat(LeakFacts.leak(report(nothing, true)))
                .isEqualTo(new Fact.MemoryLeak(3e6, 1.5, 4.2, 12, true, "", false, "", "", ""));
    }
}
