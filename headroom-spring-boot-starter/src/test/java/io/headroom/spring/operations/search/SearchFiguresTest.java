package io.headroom.spring.operations.search;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headroom.spring.operations.search.SearchView.TypeView;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SearchFiguresTest {

    private static final Instant START = Instant.parse("2026-05-04T10:00:00Z");
    private static final long MILLI = 1_000_000;

    private final AtomicLong nanos = new AtomicLong();
    private final SearchFigures figures =
            new SearchFigures(
                    Map.of("/search", "text", "/suggest", "suggestion"),
                    () -> new IndexState(20_000, 1_000, true, START.minusSeconds(3), null),
                    nanos::get,
                    this::now);

    private Instant now() {
        return START.plusNanos(nanos.get());
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    private void search(String text, int results, long millis, boolean cached) {
        figures.found(new SearchOutcome("text", text, results, millis * MILLI, cached));
        figures.finished("/search", "GET", 200, millis * MILLI);
    }

    private TypeView text() {
        return SearchView.of(figures, now()).types().getLast();
    }

    @Test
    void aKindHasItsRateTimesAndShares() {
        for (int i = 0; i < 100; i++) {
            search("mug", i < 25 ? 0 : 8, i + 1, i % 2 == 0);
        }
        for (int i = 0; i < 100; i++) {
            figures.finished("/search", "GET", 200, MILLI); // from a cache in front of the service
        }
        pass(Duration.ofSeconds(20));
        TypeView text = text();
        assertThat(text.type()).isEqualTo("text");
        assertThat(text.ratePerSecond()).isEqualTo(10);
        assertThat(text.p50Millis()).isBetween(0.96, 1.1);
        assertThat(text.p99Millis()).isBetween(94.0, 102.0);
        assertThat(text.slowestMillis()).isEqualTo(100);
        assertThat(text.promiseKept()).isTrue();
        assertThat(text.cacheShare()).as("50 of 200 asked the index").isEqualTo(0.75);
        assertThat(text.questions().count()).isEqualTo(100);
        assertThat(text.questions().meanResults()).isEqualTo(6);
        assertThat(text.questions().withoutResultShare()).isEqualTo(0.25);
    }

    @Test
    void thePromiseIsBrokenByTheMeanOrByOneOfTen() {
        for (int i = 0; i < 100; i++) {
            search("mug", 1, i < 85 ? 5 : 260, false);
        }
        assertThat(text().meanMillis()).isLessThan(SearchView.MEAN_MILLIS);
        assertThat(text().promiseKept()).isFalse();
        assertThat(SearchView.of(figures, now()).promise().kept()).isFalse();
    }

    @Test
    void ofFewSearchesNothingIsPromised() {
        search("mug", 1, 900, false);
        SearchView view = SearchView.of(figures, now());
        assertThat(view.promise().kept()).isNull();
        assertThat(view.types().getFirst().meanMillis()).isNull();
        assertThat(view.types().getFirst().cacheShare()).isNull();
    }

    @Test
    void whatIsRefusedIsNoSearchAndWhatFailsIsAnError() {
        figures.finished("/search", "GET", 400, 1);
        figures.finished("/search", "GET", 503, MILLI);
        figures.finished("/other", "GET", 200, MILLI);
        assertThat(text().requests()).isEqualTo(1);
        assertThat(text().errors()).isEqualTo(1);
        assertThatThrownBy(() -> figures.found(new SearchOutcome("image", "", 1, 1, false)))
                .hasMessageContaining("[suggestion, text]");
    }

    @Test
    void theSlowestOfTheLastHourAreKeptInBoundedNumber() {
        search("the slowest", 1, 5_000, false);
        pass(Duration.ofMinutes(40));
        for (int i = 0; i < 200; i++) {
            search("q" + i, 1, i, false);
        }
        assertThat(figures.slowest()).hasSize(SlowSearches.MOST);
        assertThat(figures.slowest().getFirst().text()).isEqualTo("the slowest");
        assertThat(figures.slowest().getLast().millis()).isEqualTo(181);
        pass(Duration.ofMinutes(30));
        search("after an hour", 1, 10, false);
        assertThat(figures.slowest().getFirst().millis()).isEqualTo(199);
        assertThat(figures.slowest().getLast().text()).isEqualTo("after an hour");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    blue mug                            | blue mug
                    mail ann@example.org now            | mail *** now
                    call +44 20 7946 0958               | call ***
                    4111 1111 1111 1111                 | ***
                    usb 3.0 cable 150 cm                | usb 3.0 cable 150 cm
                    eyJhbGciOiJIUzI1NiJ9.e30.x1y2       | ***
                    """)
    void whatNamesAPersonIsNotShown(String typed, String shown) {
        assertThat(RedactedText.of(typed)).isEqualTo(shown);
    }

    @Test
    void aTextIsShownOnOneLineAndCut() {
        assertThat(RedactedText.of("a\r\nb\u0000c\u202e")).isEqualTo("a b c");
        assertThat(RedactedText.of("mug ".repeat(10_000))).hasSize(RedactedText.LONGEST + 1);
    }

    @Test
    void aResetBeginsAnewAndSaysWhen() {
        search("mug", 1, 900, false);
        pass(Duration.ofSeconds(10));
        figures.beginAnew();
        SearchView view = SearchView.of(figures, now());
        assertThat(view.since()).isEqualTo(START.plusSeconds(10));
        assertThat(view.slowest()).isEmpty();
        assertThat(text().totalRequests()).isZero();
        search("mug", 1, 9, false);
        pass(Duration.ofSeconds(2));
        assertThat(text().ratePerSecond()).isEqualTo(0.5);
    }

    @Test
    void theIndexTellsItsSizeAndAge() {
        pass(Duration.ofSeconds(2));
        SearchView.IndexView index = SearchView.of(figures, now()).index();
        assertThat(index.documents()).isEqualTo(20_000);
        assertThat(index.refreshAgeSeconds()).isEqualTo(5);
        assertThat(index.followedAgeSeconds()).isNull();
    }
}
