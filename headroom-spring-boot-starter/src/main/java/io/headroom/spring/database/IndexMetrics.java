package io.headroom.spring.database;

import io.headroom.postgres.index.IndexChanges;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Locale;

/// `headroom_index_*`: suggestions, and changes by state.
final class IndexMetrics implements MeterBinder {

    private static final List<String> STATES =
            List.of("PROPOSED", "BUILDING", "VERIFYING", "REVERTING", "KEPT", "REVERTED", "FAILED");

    private final IndexAdviceRounds advice;
    private final IndexChanges changes;

    IndexMetrics(IndexAdviceRounds advice, IndexChanges changes) {
        this.advice = advice;
        this.changes = changes;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Gauge.builder(
                        "headroom.index.suggestions",
                        advice,
                        rounds -> rounds.last().advice().suggestions().size())
                .description("Indexes that the advisor suggests now")
                .register(registry);
        Gauge.builder(
                        "headroom.index.suggested.saving.ratio",
                        advice,
                        rounds -> rounds.last().advice().savingShare())
                .description("The share of the workload's time that they would save")
                .register(registry);
        for (String state : STATES) {
            Gauge.builder("headroom.index.changes", changes, all -> in(all, state))
                    .tag("state", state.toLowerCase(Locale.ROOT))
                    .description("The latest 100 index changes by state")
                    .register(registry);
        }
    }

    private static long in(IndexChanges changes, String state) {
        return changes.recent().stream()
                .filter(change -> change.state().label().equals(state))
                .count();
    }
}
