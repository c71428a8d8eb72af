package io.headroom.operations.finding.rules;

import static io.headroom.operations.finding.Observation.number;

import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Observation;
import io.headroom.operations.finding.Suspicion;
import io.headroom.operations.health.Component;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/// `jobs-dying`: jobs of a queue fail for good. `queue-behind`: its first job waits for more than a
/// minute. A dead job is news for an hour; after that it is for those who look at the queue.
final class QueueRule implements FindingRule {

    private static final double LATE_SECONDS = 60;
    private static final long NEWS_NANOS = 3_600_000_000_000L;
    private static final double SOME = 0.02;

    private final Map<String, Dead> dead = new HashMap<>();

    private record Dead(long count, long grewNanos) {}

    @Override
    public void examine(Observation now, Consumer<Suspicion> to) {
        for (Fact.Queue queue : now.all(Fact.Queue.class)) {
            Dead before = dead.get(queue.name());
            boolean grew = before != null && queue.dead() > before.count();
            long since =
                    grew
                            ? now.nanos()
                            : before == null ? now.nanos() - NEWS_NANOS : before.grewNanos();
            dead.put(queue.name(), new Dead(queue.dead(), since));
            if (queue.dead() > 0 && now.nanos() - since < NEWS_NANOS) {
                to.accept(dying(queue));
            }
            if (queue.oldestSeconds() >= LATE_SECONDS && !queue.paused()) {
                to.accept(behind(queue));
            }
        }
    }

    private static Suspicion dying(Fact.Queue queue) {
        return new Draft(
                        "jobs-dying",
                        queue.name(),
                        Component.JOBS,
                        "Jobs of the queue %s fail for good: %d lie dead."
                                .formatted(queue.name(), queue.dead()))
                .because("jobs.dead", (double) queue.dead(), 0, "%s jobs are dead (more than %s).")
                .costs(SOME)
                .advising("See why: GET …/jobs/dead; put them back when the reason is gone.")
                .done();
    }

    private static Suspicion behind(Fact.Queue queue) {
        return new Draft(
                        "queue-behind",
                        queue.name(),
                        Component.JOBS,
                        "The queue %s is behind: its first job waits for %s s."
                                .formatted(queue.name(), number(queue.oldestSeconds())))
                .because(
                        "jobs.oldest_seconds",
                        queue.oldestSeconds(),
                        LATE_SECONDS,
                        "The first ready job waits %s s (from %s s on it is late).")
                .because(
                        "jobs.ready",
                        (double) queue.ready(),
                        Double.NaN,
                        "%s jobs wait for somebody free.")
                .because(
                        "jobs.unhandled",
                        queue.unhandled(),
                        Double.NaN,
                        "%s kinds of jobs are handled by no node.")
                .costs(SOME)
                .advising("Give the queue more workers, or see what its jobs wait for.")
                .done();
    }
}
