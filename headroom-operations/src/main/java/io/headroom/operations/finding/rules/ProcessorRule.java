package io.headroom.operations.finding.rules;

import static io.headroom.operations.finding.Observation.number;

import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.health.Component;
import java.util.function.Consumer;

/// `processors-exhausted`: the process itself uses nearly all that it may, and requests are there
/// that feel it. Not in the first two minutes, in which a young JVM compiles.
final class ProcessorRule implements FindingRule {

    private static final double ALL = 0.9;
    private static final int WINDOW_SECONDS = 30;
    private static final double SOME_REQUESTS = 1;
    private static final long WARM_UP_NANOS = 120_000_000_000L;

    private boolean begun;
    private long begunNanos;

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        if (!begun) {
            begun = true;
            begunNanos = now.nanos();
        }
        double busy = now.mean("process.cpu_ratio", WINDOW_SECONDS);
        if (busy >= ALL
                && now.nanos() - begunNanos >= WARM_UP_NANOS
                && now.requestsPerSecond() >= SOME_REQUESTS
                && !(now.mean("jvm.gc_ratio", 15) > 0.2)) {
            to.accept(
                    new Draft(
                                    "processors-exhausted",
                                    "",
                                    Component.APPLICATION,
                                    "The process uses %s %% of the processors."
                                            .formatted(number(100 * busy)))
                            .because(
                                    "process.cpu_ratio",
                                    100 * busy,
                                    100 * ALL,
                                    "It uses %s %% of the processors (from %s %% on requests queue).")
                            .through(now.through("rest", "There is no processor left."))
                            .costs(busy * now.shareOfPart("rest") * 0.5)
                            .advising("Add a node, or see where the time goes: POST …/profile.")
                            .done());
        }
    }
}
