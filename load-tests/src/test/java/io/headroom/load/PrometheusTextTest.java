package io.headroom.load;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class PrometheusTextTest {

    private static final PrometheusText PAGE =
            PrometheusText.parse(
                    """
                    # HELP headroom_cache_requests_total Reads by tier and result
                    # TYPE headroom_cache_requests_total counter
                    headroom_cache_requests_total{cache="items",result="hit",tier="l1"} 120.0
                    headroom_cache_requests_total{cache="lists",result="hit",tier="l1"} 30.0
                    headroom_cache_requests_total{cache="items",result="miss",tier="l1"} 50.0
                    process_memory_rss_bytes 4.19430400E8
                    odd{text="a \\"quoted\\", {braced} one\\\\"} 1
                    limit +Inf
                    nothing NaN
                    with_time 7 1700000000000
                    not a sample
                    """);

    @Test
    void samplesAreSummedByLabels() {
        assertThat(PAGE.sum("headroom_cache_requests_total", Map.of("tier", "l1", "result", "hit")))
                .hasValue(150);
        assertThat(PAGE.sum("headroom_cache_requests_total")).hasValue(200);
        assertThat(PAGE.max("headroom_cache_requests_total")).hasValue(120);
    }

    @Test
    void numbersOfEveryFormAreRead() {
        assertThat(PAGE.sum("process_memory_rss_bytes")).hasValue(419_430_400);
        assertThat(PAGE.sum("limit")).hasValue(Double.POSITIVE_INFINITY);
        assertThat(PAGE.sum("with_time")).hasValue(7);
        assertThat(PAGE.sum("nothing")).isEmpty();
        assertThat(PAGE.sum("absent")).isEmpty();
    }

    @Test
    void labelsMayHoldAnything() {
        assertThat(PAGE.all("odd").getFirst().labels())
                .containsExactly(Map.entry("text", "a \"quoted\", {braced} one\\"));
    }

    @Test
    void whatIsNoSampleIsSkipped() {
        assertThat(PAGE.has("not")).isFalse();
        assertThat(PrometheusText.parse("<html>").has("html")).isFalse();
    }

    @Test
    void figuresAreTheDifferenceOfFirstAndLastReading() {
        ServerFigures figures =
                ServerFigures.of(
                        List.of(
                                reading(0, 1_000, 100, 40, 300e6),
                                reading(1, 1_500, 150, 55, 400e6),
                                reading(2, 1_900, 200, 60, 350e6)),
                        "");

        assertThat(figures.responses()).containsEntry("hit", 900.0).containsEntry("miss", 100.0);
        assertThat(figures.hitRatesPercent()).containsEntry("response", 90.0);
        // Of 100 misses at most 20 had to load, since there were 20 loads.
        assertThat(figures.overallHitRatePercent()).isEqualTo(98.0);
        assertThat(figures.rssStart()).isEqualTo(300e6);
        assertThat(figures.rssPeak()).isEqualTo(400e6);
        assertThat(figures.rssEnd()).isEqualTo(350e6);
        assertThat(figures.poolTimeouts()).isNull();
        assertThat(figures.note()).isEmpty();
    }

    private static Scraper.Snapshot reading(
            double second, long hits, long misses, long loads, double rss) {
        return new Scraper.Snapshot(
                second,
                PrometheusText.parse(
                        """
                        headroom_response_cache_requests_total{result="hit"} %d
                        headroom_response_cache_requests_total{result="miss"} %d
                        headroom_response_cache_requests_total{result="bypass"} 5000
                        headroom_cache_loads_total{cache="items",result="success"} %d
                        process_memory_rss_bytes %f
                        """
                                .formatted(hits, misses, loads, rss)));
    }

    @Test
    void withoutAResponseCacheTheDataCachesTellTheHitRate() {
        ServerFigures figures =
                ServerFigures.of(List.of(dataCaches(0, 0, 0), dataCaches(80, 20, 15)), "");

        assertThat(figures.overallHitRatePercent()).isEqualTo(95.0);
        assertThat(figures.hitRatesPercent()).containsEntry("l1", 80.0).containsEntry("l2", 75.0);
    }

    private static Scraper.Snapshot dataCaches(long l1Hits, long l1Misses, long l2Hits) {
        return new Scraper.Snapshot(
                l1Hits,
                PrometheusText.parse(
                        """
                        headroom_cache_requests_total{cache="a",tier="l1",result="hit"} %d
                        headroom_cache_requests_total{cache="a",tier="l1",result="miss"} %d
                        headroom_cache_requests_total{cache="a",tier="l2",result="hit"} %d
                        headroom_cache_requests_total{cache="a",tier="l2",result="miss"} %d
                        """
                                .formatted(l1Hits, l1Misses, l2Hits, l1Misses - l2Hits)));
    }

    @Test
    void aServiceThatTellsNothingLeavesGapsAndANote() {
        ServerFigures figures = ServerFigures.of(List.of(), "/metrics answers with status 404");

        assertThat(figures.overallHitRatePercent()).isNull();
        assertThat(figures.poolTimeouts()).isNull();
        assertThat(figures.note()).contains("404");
    }
}
