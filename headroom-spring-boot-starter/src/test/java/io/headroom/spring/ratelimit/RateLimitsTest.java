package io.headroom.spring.ratelimit;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.operations.finding.Action.Limited;
import io.headroom.operations.finding.Action.RateLimit;
import io.headroom.operations.finding.ActionRunner.RunOutcome;
import io.headroom.operations.finding.Fact;
import io.headroom.test.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RateLimitsTest {

    private static final String ROUTE = "GET /reports";

    private final ManualTime time = new ManualTime();
    private final RateLimits limits = new RateLimits(time::nanos);
    private final RateLimitRunner runner = new RateLimitRunner(limits);

    private int admitted(Limited what, String name, int of) {
        int admitted = 0;
        for (int i = 0; i < of; i++) {
            admitted += limits.admits(what, name) ? 1 : 0;
        }
        return admitted;
    }

    @Test
    void aSecondsWorthIsLetInAtOnceAndThenWhatTheLimitSays() {
        limits.set(Limited.ROUTE, ROUTE, 20);
        assertThat(admitted(Limited.ROUTE, ROUTE, 50)).isEqualTo(20);
        time.advance(Duration.ofMillis(500));
        assertThat(admitted(Limited.ROUTE, ROUTE, 50)).isEqualTo(10);
        time.advance(Duration.ofHours(1));
        assertThat(admitted(Limited.ROUTE, ROUTE, 50)).isEqualTo(20);
    }

    @Test
    void whatIsNotLimitedIsLetIn() {
        limits.set(Limited.ROUTE, ROUTE, 1);
        assertThat(admitted(Limited.ROUTE, "GET /items", 50)).isEqualTo(50);
        assertThat(admitted(Limited.CALLER, ROUTE, 50)).isEqualTo(50);
        assertThat(limits.anyOf(Limited.CALLER)).isFalse();
        limits.set(Limited.ROUTE, ROUTE, 0);
        assertThat(admitted(Limited.ROUTE, ROUTE, 50)).isEqualTo(50);
        assertThat(limits.anyOf(Limited.ROUTE)).isFalse();
    }

    @Test
    void aLimitIsSetAndTakenBackFromTheValueThatItBeganFromAlone() {
        RateLimit limit = new RateLimit(Limited.CALLER, "10.1.2.3", 0, 25);
        assertThat(runner.check(limit)).isInstanceOf(RunOutcome.Done.class);
        assertThat(limits.perSecond(Limited.CALLER, "10.1.2.3")).isZero();
        assertThat(runner.apply(limit, "ann")).isInstanceOf(RunOutcome.Done.class);
        assertThat(limits.perSecond(Limited.CALLER, "10.1.2.3")).isEqualTo(25);
        assertThat(runner.apply(limit, "ann")).isInstanceOf(RunOutcome.Refused.class);
        RateLimit tighter = new RateLimit(Limited.CALLER, "10.1.2.3", 25, 5);
        assertThat(runner.apply(tighter, "ann")).isInstanceOf(RunOutcome.Done.class);
        assertThat(runner.undo(limit, "ann")).isInstanceOf(RunOutcome.Refused.class);
        assertThat(runner.undo(tighter, "ann")).isInstanceOf(RunOutcome.Done.class);
        assertThat(runner.undo(limit, "ann")).isInstanceOf(RunOutcome.Done.class);
        assertThat(limits.anyOf(Limited.CALLER)).isFalse();
    }

    @Test
    void limitsAreBoundedInNumber() {
        for (int i = 0; i < 100; i++) {
            limits.set(Limited.CALLER, "10.0.0." + i, 1);
        }
        assertThat(runner.check(new RateLimit(Limited.CALLER, "10.0.1.1", 0, 1)))
                .isInstanceOf(RunOutcome.Refused.class);
        assertThat(runner.check(new RateLimit(Limited.ROUTE, ROUTE, 0, 1)))
                .isInstanceOf(RunOutcome.Done.class);
    }

    @Test
    void theCallerWhoTakesMostTimeIsToldWithWhatOthersAskForAndTheLimitsInForce() {
        limits.set(Limited.ROUTE, ROUTE, 20);
        CallerFacts facts = new CallerFacts(limits, time::nanos);
        for (int i = 0; i < 100; i++) {
            facts.note("10.0.0.1", 1_000);
        }
        for (int i = 0; i < 50; i++) {
            facts.note("10.0.0.2", 10_000);
        }
        for (int caller = 3; caller < 8; caller++) {
            for (int i = 0; i < 2 * caller; i++) {
                facts.note("10.0.0." + caller, 2_000);
            }
        }
        time.advance(Duration.ofSeconds(5));
        List<Fact> told = new ArrayList<>();
        facts.tell(told::add);
        assertThat(told)
                .containsExactly(
                        new Fact.Callers(7, "10.0.0.2", 10, 500.0 / 700, 12 / 5.0),
                        new Fact.LimitedRate(Limited.ROUTE, ROUTE, 20));
        time.advance(Duration.ofSeconds(5));
        told.clear();
        facts.tell(told::add);
        assertThat(told.getFirst()).isEqualTo(new Fact.Callers(0, "", 0, 0, 0));
    }

    @Test
    void aCallerIsAnAddressOrANetworkOfTheNewProtocol() {
        assertThat(Caller.of("10.1.2.3")).isEqualTo("10.1.2.3");
        assertThat(Caller.of("2001:db8:1:2:3:4:5:6"))
                .isEqualTo(Caller.of("2001:db8:1:2::9"))
                .isEqualTo("20:01:0d:b8:00:01:00:02::/64")
                .isNotEqualTo(Caller.of("2001:db8:1:3::9"));
        assertThat(Caller.of("unix:socket")).isEqualTo("unix:socket");
    }
}
