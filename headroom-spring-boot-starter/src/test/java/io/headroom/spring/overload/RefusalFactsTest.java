package io.headroom.spring.overload;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.operations.finding.Fact;
import io.headroom.test.ManualTime;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RefusalFactsTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final ManualTime time = new ManualTime();
    private final AdaptiveLimit limit =
            new AdaptiveLimit(
                    new OverloadProperties(
                            true,
                            Duration.ofMillis(500),
                            100,
                            10,
                            300,
                            4,
                            Duration.ofSeconds(1),
                            List.of(),
                            0.45),
                    time::nanos);
    private final Rejections rejections = new Rejections(registry, limit);

    @Test
    void refusalsSinceTheLastLookAreToldByWhoeverRefused() {
        RefusalFacts facts = new RefusalFacts(rejections, limit, time::nanos);
        for (int i = 0; i < 6; i++) {
            rejections.count(false);
        }
        rejections.count(true);
        // The pollers, which refuse before a request is parsed.
        Rejections.counter(registry, "normal").increment(3);
        time.advance(Duration.ofSeconds(5));
        List<Fact> told = new ArrayList<>();
        facts.tell(told::add);
        time.advance(Duration.ofSeconds(5));
        facts.tell(told::add);
        assertThat(told).containsExactly(new Fact.Refusals(2, 100), new Fact.Refusals(0, 100));
    }
}
