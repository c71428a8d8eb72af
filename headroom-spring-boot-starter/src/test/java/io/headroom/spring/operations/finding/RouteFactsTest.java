package io.headroom.spring.operations.finding;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.operations.finding.Fact;
import io.headroom.spring.RequestObserver;
import io.headroom.test.ManualTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RouteFactsTest {

    private final ManualTime time = new ManualTime();
    private final RouteFacts facts = new RouteFacts(time::nanos);

    /// What is told of five seconds in which one request ends with a status.
    private List<Fact> after(String endpoint, int status) {
        facts.finished(endpoint, "GET", 200, 1_000_000);
        facts.tell(_ -> {});
        time.advance(Duration.ofSeconds(5));
        facts.finished(endpoint, "GET", status, 1_000_000);
        List<Fact> told = new ArrayList<>();
        facts.tell(told::add);
        return told;
    }

    private static void assertRates(List<Fact> told, double requests, double errors) {
        assertThat(told)
                .singleElement()
                .isInstanceOfSatisfying(
                        Fact.Route.class,
                        route -> {
                            assertThat(route.requestsPerSecond()).isEqualTo(requests);
                            assertThat(route.errorsPerSecond()).isEqualTo(errors);
                        });
    }

    @Test
    void whatFailsBeforeARouteIsChosenIsAnError() {
        assertRates(after(RequestObserver.UNMATCHED, 500), 0.2, 0.2);
    }

    @Test
    void whatIsRefusedBeforeARouteIsChosenIsNoRoutes() {
        assertRates(after(RequestObserver.UNMATCHED, 503), 0, 0);
    }

    @Test
    void aRouteThatAnswers503Fails() {
        assertRates(after("/buy", 503), 0.2, 0.2);
    }
}
