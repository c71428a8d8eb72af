package io.headroom.operations.finding.rules;

import static io.headroom.operations.finding.Observation.number;

import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.health.Component;
import java.util.function.Consumer;

/// `memory-leak`: what the heap holds after major collections grows and goes on growing, by the
/// judgement of the watch over memory.
///
/// A leak costs nothing until the heap is full, and everything then. So it is ranked by the time
/// that is left: all requests where that is an hour, a quarter of them where it is four, a
/// twentieth where it is twenty.
final class MemoryLeakRule implements FindingRule {

    private static final double BYTES_PER_MEGABYTE = 1e6;

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        for (Fact.MemoryLeak leak : now.all(Fact.MemoryLeak.class)) {
            to.accept(suspicion(now, leak));
        }
    }

    private static Suspicion suspicion(Observation now, Fact.MemoryLeak leak) {
        double megabytes = leak.bytesPerMinute() / BYTES_PER_MEGABYTE;
        String where = where(leak);
        Draft draft =
                new Draft(
                                "memory-leak",
                                "",
                                Component.APPLICATION,
                                "The heap leaks %s MB a minute and is full in %s%s."
                                        .formatted(
                                                number(megabytes),
                                                time(leak.hoursToLimit()),
                                                where.isEmpty() ? "" : ": " + where))
                        .because(
                                "memory.live_set_bytes",
                                megabytes,
                                Double.NaN,
                                "What is left after major collections grows by %s MB a minute.")
                        .because(
                                "memory.hours_to_limit",
                                leak.hoursToLimit(),
                                Double.NaN,
                                "The heap is full in %s hours.")
                        .because(
                                "memory.leak_z",
                                leak.z(),
                                Double.NaN,
                                "The growth over %d major collections is no chance: z = %%s after Mann and Kendall."
                                        .formatted(leak.collections()));
        if (leak.searching()) {
            draft.because(
                    "memory.leak_search",
                    "Who holds it is being looked for: classes are counted, and allocations sampled.");
        }
        if (!leak.growing().isEmpty()) {
            draft.because("memory.leak_class", "The class that grew most: " + leak.growing());
        }
        if (!leak.field().isEmpty()) {
            draft.because("memory.leak_field", "Held by " + held(leak));
        }
        if (!leak.allocatedAt().isEmpty()) {
            draft.because("memory.leak_allocated_at", "Allocated at " + leak.allocatedAt());
        }
        return draft.through(
                        now.through(
                                "rest",
                                leak.field().isEmpty()
                                        ? "The heap fills up with what is never released."
                                        : "The heap fills up with what %s keeps."
                                                .formatted(leak.field())))
                .costs(1 / Math.max(1, leak.hoursToLimit()))
                .advising(
                        leak.field().isEmpty()
                                ? "See GET …/memory for who holds it, once that is found; a restart gains time."
                                : "Bound what %s keeps, or remove what is done with; a restart gains time."
                                        .formatted(leak.field()))
                .done();
    }

    private static String where(Fact.MemoryLeak leak) {
        if (leak.field().isEmpty()) {
            return leak.growing().isEmpty() ? "" : "instances of " + leak.growing();
        }
        return leak.allocatedAt().isEmpty()
                ? held(leak)
                : "%s, allocated at %s".formatted(held(leak), leak.allocatedAt());
    }

    private static String held(Fact.MemoryLeak leak) {
        return "%s%s%s"
                .formatted(
                        leak.isStatic() ? "the static field " : "",
                        leak.field(),
                        leak.type().isEmpty() ? "" : " (" + leak.type() + ")");
    }

    private static String time(double hours) {
        return hours < 2 ? number(60 * hours) + " minutes" : number(hours) + " hours";
    }
}
