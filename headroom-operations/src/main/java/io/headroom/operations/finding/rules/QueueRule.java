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
/// minute and the queue does not become shorter, or for a quarter of an hour. A dead job is news
/// for an hour; after that it is for those who look at the queue.
final class QueueRule implements FindingRule {

    private static final double LATE_SECONDS = 60;
    private static final double VERY_LATE_SECONDS = 900;
    private static final long SAMPLE_NANOS = 30_000_000_000L;
    private static final double FALLS = 0.98;
    private static final long NEWS_NANOS = 3_600_000_000_000L;
    private static final double SOME = 0.02;

    private final Map<String, Dead> dead = new HashMap<>();

    private record Dead(long count, long grewNanos) {}

    private final Map<String, Sample> samples = new HashMap<>();

    /// @param ready jobs at that moment
    /// @param falls whether they were fewer than at the sample before
    private record Sample(long ready, long nanos, boolean falls) {}

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
            boolean drains = drains(now, queue);
            boolean late = queue.oldestSeconds() >= (drains ? VERY_LATE_SECONDS : LATE_SECONDS);
            if (late && !queue.paused()) {
                to.accept(behind(queue));
            }
        }
    }

    /// A thousand jobs at once take their time: whether they become fewer is what counts.
    private boolean drains(Observation now, Fact.Queue queue) {
        Sample last = samples.get(queue.name());
        if (last == null || now.nanos() - last.nanos() >= SAMPLE_NANOS) {
            boolean falls = last != null && queue.ready() < FALLS * last.ready();
            last = new Sample(queue.ready(), now.nanos(), falls);
            samples.put(queue.name(), last);
        }
        return last.falls();
    }

    private static Suspicion dying(Fact.Queue queue) {
        return new Draft(
                        "jobs-dying",
                        queue.name(),
                        Component.JOBS,
                        "Jobs of the queue %s fail for good: %s lie dead."
                                .formatted(queue.name(), number(queue.dead())))
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
