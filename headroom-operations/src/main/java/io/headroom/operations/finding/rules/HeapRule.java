package io.headroom.operations.finding.rules;

import static io.headroom.operations.finding.Observation.number;

import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.health.Component;
import java.util.function.Consumer;

/// `gc-bound-heap`: the collector takes a good part of the time, and finds the heap nearly full
/// each time. A fifth of the time is where throughput visibly falls; a full heap tells it from a
/// service that only makes much garbage.
///
/// How full the heap is, is asked of the last seconds: a mean over more of them still holds what
/// was before the trouble.
final class HeapRule implements FindingRule {

    private static final double MUCH_TIME = 0.2;
    private static final double FULL = 0.8;
    private static final int TIME_SECONDS = 10;
    private static final int FULL_SECONDS = 5;

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        double time = now.mean("jvm.gc_ratio", TIME_SECONDS);
        double heap = now.mean("memory.heap_ratio", FULL_SECONDS);
        if (time >= MUCH_TIME && heap >= FULL) {
            to.accept(
                    new Draft(
                                    "gc-bound-heap",
                                    "",
                                    Component.APPLICATION,
                                    "The heap is too small for what lives in it: %s %% of the time goes to collections, after which it is %s %% full."
                                            .formatted(number(100 * time), number(100 * heap)))
                            .because(
                                    "jvm.gc_ratio",
                                    100 * time,
                                    100 * MUCH_TIME,
                                    "Collections take %s %% of the time (from %s %% on it is too much).")
                            .because(
                                    "memory.heap_ratio",
                                    100 * heap,
                                    100 * FULL,
                                    "After one the heap is %s %% full (from %s %% on it is too full).")
                            .through(
                                    now.through(
                                            "rest",
                                            "The collector works, and everything else waits for it."))
                            .costs(time)
                            .advising(
                                    "Give the process more heap, or keep less in it: see GET …/memory and the caches' sizes.")
                            .done());
        }
    }
}
