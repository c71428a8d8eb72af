package io.headroom.spring.timing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.http.timing.Part;
import io.headroom.http.timing.RequestProfile;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

class TrackingTest {

    private static final AtomicLong NOW = new AtomicLong();
    private static final AnnotationConfigApplicationContext CONTEXT =
            new AnnotationConfigApplicationContext(Service.class);
    private static final MeterRegistry METERS = CONTEXT.getBean(MeterRegistry.class);

    @AfterAll
    static void close() {
        CONTEXT.close();
    }

    interface Catalogue {
        @TrackSearch("catalogue.find")
        String find(String text);
    }

    static final class FinalCatalogue implements Catalogue {
        @Override
        public String find(String text) {
            NOW.addAndGet(1_000_000);
            return text;
        }
    }

    static class Shop {

        @TrackPerformance
        public void open() {
            // nothing to return
        }

        @TrackDbQuery
        public int stock() {
            NOW.addAndGet(3_000_000);
            return 3;
        }

        @TrackRecommendation("recommend")
        public CompletableFuture<String> recommend(CompletableFuture<String> answer) {
            return answer;
        }

        @TrackCache("broken")
        public void broken() {
            throw new IllegalStateException("closed");
        }

        public String untracked() {
            return "";
        }
    }

    @Configuration(proxyBeanMethods = false)
    static class Service {

        @Bean
        MeterRegistry meters() {
            return new SimpleMeterRegistry();
        }

        @Bean
        Tracker tracker(MeterRegistry meters) {
            return new Tracker(meters, Duration.ofSeconds(1), NOW::get);
        }

        @Bean
        static TrackingPostProcessor tracking(ObjectProvider<Tracker> tracker) {
            return new TrackingPostProcessor(tracker::getObject);
        }

        @Bean
        Catalogue catalogue() {
            return new FinalCatalogue();
        }

        @Bean
        Shop shop() {
            return new Shop();
        }
    }

    private static long count(String kind, String name, String result) {
        return METERS.get("headroom.tracked")
                .tags("kind", kind, "name", name, "result", result)
                .timer()
                .count();
    }

    @Test
    void aMethodIsNamedByClassAndMethod() {
        CONTEXT.getBean(Shop.class).open();
        assertThat(count("performance", "Shop.open", "success")).isEqualTo(1);
        assertThat(count("performance", "Shop.open", "failure")).isZero();
    }

    @Test
    void anAnnotationOnAnInterfaceWorksForAFinalClass() {
        assertThat(CONTEXT.getBean(Catalogue.class).find("lamp")).isEqualTo("lamp");
        assertThat(count("search", "catalogue.find", "success")).isEqualTo(1);
    }

    @Test
    void anExceptionIsAFailureAndPasses() {
        assertThatThrownBy(() -> CONTEXT.getBean(Shop.class).broken())
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("closed");
        assertThat(count("cache", "broken", "failure")).isEqualTo(1);
    }

    @Test
    void aFutureEndsWhenItIsComplete() {
        CompletableFuture<String> answer = new CompletableFuture<>();
        CompletableFuture<String> given = CONTEXT.getBean(Shop.class).recommend(answer);
        assertThat(given).isSameAs(answer);
        assertThat(METERS.find("headroom.tracked").tag("name", "recommend").timer()).isNull();
        answer.completeExceptionally(new IllegalStateException("no idea"));
        assertThat(count("recommendation", "recommend", "failure")).isEqualTo(1);
    }

    @Test
    void theMethodsOwnTimeIsItsPartOfTheRequest() {
        RequestProfile profile = RequestProfile.start(NOW::get);
        profile.call(() -> CONTEXT.getBean(Shop.class).stock());
        assertThat(profile.split().nanos(Part.DATABASE)).isEqualTo(3_000_000);
    }

    @Test
    void theNumberOfNamesIsBounded() {
        MeterRegistry meters = new SimpleMeterRegistry();
        Tracker tracker = new Tracker(meters, Duration.ofSeconds(1), NOW::get);
        for (int i = 0; i < 3 * Tracker.MOST_NAMES; i++) {
            assertThat(tracker.<Integer, RuntimeException>call(Kind.SEARCH, "n" + i, () -> 1))
                    .isEqualTo(1);
        }
        assertThat(meters.find("headroom.tracked").timers())
                .hasSizeLessThanOrEqualTo(2 * (Tracker.MOST_NAMES + 1));
        assertThat(
                        meters.get("headroom.tracked")
                                .tags("name", "other", "result", "success")
                                .timer()
                                .count())
                .isEqualTo(2 * Tracker.MOST_NAMES);
    }
}
