package io.headroom.operations.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MergingRulesTest {

    private static final MergingRules RULES = MergingRules.shipped();

    private static double together(String figure, List<Map<String, Double>> nodes) {
        return SeriesMerge.latest(figure, nodes, RULES);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http.requests_per_second",
                "http.errors_per_second",
                "database.statements_per_second",
                "database.busy_connections",
                "pool.active",
                "pool.idle",
                "pool.waiting",
                "pool.refused_per_second",
                "cache.reads_per_second",
                "cache.loads_per_second",
                "cache.evictions_per_second",
                "cache.bytes.items",
                "memory.heap_used_bytes",
                "memory.live_set_bytes",
                "jvm.threads",
                "orders.placed_per_second"
            })
    void whatNodesDoSideBySideIsSummed(String figure) {
        assertThat(together(figure, List.of(Map.of(figure, 3.0), Map.of(figure, 4.5))))
                .isEqualTo(7.5);
        assertThat(RULES.of(figure).label()).isEqualTo("sum");
    }

    @ParameterizedTest
    @CsvSource({
        "http.mean_seconds, http.requests_per_second",
        "http.mean_1m_seconds, http.requests_per_second",
        "http.error_ratio, http.requests_per_second",
        "search.mean_1m_seconds, http.requests_per_second",
        "database.query_mean_1m_seconds, database.statements_per_second",
        "cache.hit_ratio, cache.reads_per_second",
        "cache.hit_ratio.items, cache.reads_per_second",
        "cache.eviction_ratio, cache.reads_per_second",
        "cache.load_ratio.items, cache.reads_per_second"
    })
    void meansAndSharesOfEventsAreWeightedByHowManyThereWere(String figure, String weight) {
        Map<String, Double> busy = Map.of(figure, 0.1, weight, 90.0);
        Map<String, Double> idle = Map.of(figure, 0.9, weight, 10.0);
        assertThat(together(figure, List.of(busy, idle))).isCloseTo(0.18, within(1e-12));
        assertThat(RULES.of(figure).label()).isEqualTo("mean by " + weight);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http.p50_seconds",
                "http.p95_seconds",
                "http.p99_seconds",
                "search.p95_seconds",
                "database.query_p95_seconds",
                "database.slowest_statement_seconds",
                "database.lock_waiting",
                "database.long_running",
                "pool.utilisation_ratio",
                "system.cpu_ratio",
                "system.cpu_1m_ratio",
                "system.disk_ratio",
                "process.cpu_ratio",
                "memory.heap_ratio",
                "memory.leak_suspected",
                "jvm.gc_ratio",
                "scheduler.lag_seconds",
                "a.figure.that.nobody.knows"
            })
    void ofWhatMoreIsWorseTheWorstNodeCounts(String figure) {
        assertThat(
                        together(
                                figure,
                                List.of(
                                        Map.of(figure, 0.1),
                                        Map.of(figure, 0.9),
                                        Map.of(figure, 0.2))))
                .isEqualTo(0.9);
        assertThat(RULES.of(figure).label()).isEqualTo("highest");
    }

    @ParameterizedTest
    @ValueSource(strings = {"service.ready", "memory.hours_to_limit"})
    void ofWhatLessIsWorseTheWorstNodeCounts(String figure) {
        assertThat(together(figure, List.of(Map.of(figure, 1.0), Map.of(figure, 0.0))))
                .isEqualTo(0);
        assertThat(RULES.of(figure).label()).isEqualTo("lowest");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http.requests_per_second",
                "http.error_ratio",
                "http.p95_seconds",
                "service.ready"
            })
    void aNodeThatTellsNothingCountsForNothing(String figure) {
        assertThat(together(figure, List.of(Map.of(), Map.of(figure, 0.5), Map.of())))
                .isEqualTo(0.5);
        assertThat(together(figure, List.of(Map.of(), Map.of()))).isNaN();
        assertThat(together(figure, List.of())).isNaN();
    }

    @Test
    void withoutWeightsEachNodeCountsTheSame() {
        String ratio = "http.error_ratio";
        assertThat(together(ratio, List.of(Map.of(ratio, 0.2), Map.of(ratio, 0.4))))
                .isCloseTo(0.3, within(1e-12));
        Map<String, Double> still = Map.of(ratio, 0.2, "http.requests_per_second", 0.0);
        assertThat(together(ratio, List.of(still, still))).isCloseTo(0.2, within(1e-12));
        Map<String, Double> busy = Map.of(ratio, 0.6, "http.requests_per_second", 5.0);
        assertThat(together(ratio, List.of(still, busy))).isCloseTo(0.6, within(1e-12));
    }

    @Test
    void aRuleOfOnesOwnComesFirst() {
        MergingRules own = RULES.with("queue\\.length|http\\.p95_seconds", new Merging.Sum());
        List<Map<String, Double>> nodes =
                List.of(
                        Map.of("queue.length", 1.0, "http.p95_seconds", 1.0),
                        Map.of("queue.length", 2.0, "http.p95_seconds", 2.0));
        assertThat(SeriesMerge.latest("queue.length", nodes, own)).isEqualTo(3);
        assertThat(SeriesMerge.latest("http.p95_seconds", nodes, own)).isEqualTo(3);
        assertThat(SeriesMerge.latest("queue.length", nodes, RULES)).isEqualTo(2);
    }
}
