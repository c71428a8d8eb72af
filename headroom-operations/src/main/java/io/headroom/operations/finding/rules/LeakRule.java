package io.headroom.operations.finding.rules;

import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.health.Component;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// `connection-leak`: connections that the watch of the pool suspects not to be given back, by the
/// place that borrowed them.
final class LeakRule implements FindingRule {

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        Map<String, List<Fact.HeldConnection>> byPlace = new LinkedHashMap<>();
        for (Fact.HeldConnection held : now.all(Fact.HeldConnection.class)) {
            byPlace.computeIfAbsent(borrower(held), _ -> new ArrayList<>()).add(held);
        }
        byPlace.forEach((borrower, held) -> to.accept(suspicion(now, borrower, held)));
    }

    private static String borrower(Fact.HeldConnection held) {
        String who = held.endpoint().isEmpty() ? held.thread() : held.endpoint();
        return held.pool() + " " + who;
    }

    private static Suspicion suspicion(
            Observation now, String borrower, List<Fact.HeldConnection> held) {
        Fact.HeldConnection oldest =
                held.stream()
                        .max(Comparator.comparingDouble(Fact.HeldConnection::heldSeconds))
                        .orElseThrow();
        int maximum =
                now.all(Fact.Pool.class).stream()
                        .filter(pool -> pool.name().equals(oldest.pool()))
                        .mapToInt(Fact.Pool::maximum)
                        .findFirst()
                        .orElse(held.size());
        String who = oldest.endpoint().isEmpty() ? oldest.thread() : oldest.endpoint();
        Draft draft =
                new Draft(
                                "connection-leak",
                                borrower,
                                Component.DATABASE,
                                "%s does not give back connections: %d of the %d of pool %s."
                                        .formatted(who, held.size(), maximum, oldest.pool()))
                        .because(
                                "pool.leaks",
                                held.size(),
                                0,
                                "%s connections are suspected (more than %s is a leak).")
                        .because(
                                "pool.held_seconds",
                                oldest.heldSeconds(),
                                Double.NaN,
                                "The oldest is held for %s s")
                        .because("pool.leak_reason", oldest.why())
                        .because("pool.last_statement", "It ran last: " + oldest.statement())
                        .through(
                                now.through(
                                        "pool_wait",
                                        "Connections that %s keeps are missing from the pool %s."
                                                .formatted(who, oldest.pool())))
                        .costs(
                                Math.max(
                                        (double) held.size() / maximum,
                                        now.shareOfPart("pool_wait")))
                        .advising(
                                "Close the connection where it is borrowed, in a try-with-resources.");
        oldest.place().stream()
                .limit(6)
                .forEach(frame -> draft.because("pool.borrowed_at", "borrowed at " + frame));
        return draft.done();
    }
}
