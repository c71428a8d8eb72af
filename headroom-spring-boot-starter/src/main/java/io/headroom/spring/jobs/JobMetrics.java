package io.headroom.spring.jobs;

import io.headroom.jobs.JobFigures;
import io.headroom.jobs.JobFigures.QueueFigures;
import io.headroom.jobs.JobListener;
import io.headroom.jobs.Jobs;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/// `headroom_jobs_*{queue}`, and the counts of runs since the start. Waits and runs have buckets at
/// the service levels only: 5, 25, 100 and 500 ms, 2, 10 and 60 s. Safe for use by many threads.
final class JobMetrics implements MeterBinder, JobListener {

    private static final Duration[] SERVICE_LEVELS = {
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1)
    };

    private record Run(String queue, Outcome outcome) {}

    private final Supplier<Jobs> jobs;
    private final Supplier<JobFigures> figures;
    private final Map<Run, LongAdder> runs = new ConcurrentHashMap<>();
    private final LongAdder rescued = new LongAdder();
    private final Map<String, Timer> waits = new ConcurrentHashMap<>();
    private final Map<String, Timer> durations = new ConcurrentHashMap<>();
    private volatile @Nullable MeterRegistry registry;

    JobMetrics(Supplier<Jobs> jobs, Supplier<JobFigures> figures) {
        this.jobs = jobs;
        this.figures = figures;
    }

    @Override
    public void started(String queue, String type, Duration waited) {
        MeterRegistry known = registry;
        if (known != null) {
            waits.computeIfAbsent(
                            queue,
                            name ->
                                    timer(
                                            known,
                                            "headroom.jobs.wait",
                                            name,
                                            "From when a job might run to its run"))
                    .record(waited);
        }
    }

    @Override
    public void ended(String queue, String type, Outcome outcome, Duration took) {
        count(queue, outcome).increment();
        MeterRegistry known = registry;
        if (known != null) {
            durations
                    .computeIfAbsent(
                            queue,
                            name -> timer(known, "headroom.jobs.run", name, "Runs of handlers"))
                    .record(took);
        }
    }

    @Override
    public void rescued(int count) {
        rescued.add(count);
    }

    long count(String queue, String outcome) {
        return count(queue, Outcome.valueOf(outcome)).sum();
    }

    private LongAdder count(String queue, Outcome outcome) {
        return runs.computeIfAbsent(new Run(queue, outcome), run -> new LongAdder());
    }

    private static Timer timer(
            MeterRegistry registry, String name, String queue, String description) {
        return Timer.builder(name)
                .tag("queue", queue)
                .description(description)
                .serviceLevelObjectives(SERVICE_LEVELS)
                .register(registry);
    }

    @Override
    public void bindTo(MeterRegistry to) {
        registry = to;
        for (String queue : jobs.get().queues().keySet()) {
            gauge(
                    to,
                    "headroom.jobs.ready",
                    queue,
                    "Jobs that wait for somebody free",
                    QueueFigures::ready);
            gauge(
                    to,
                    "headroom.jobs.scheduled",
                    queue,
                    "Jobs that wait for their time",
                    QueueFigures::scheduled);
            gauge(to, "headroom.jobs.leased", queue, "Jobs that a node has", QueueFigures::leased);
            gauge(to, "headroom.jobs.dead", queue, "Jobs that failed for good", QueueFigures::dead);
            gauge(
                    to,
                    "headroom.jobs.paused",
                    queue,
                    "Whether the queue is paused",
                    q -> q.paused() ? 1 : 0);
            gauge(
                    to,
                    "headroom.jobs.oldest.seconds",
                    queue,
                    "How long the first ready job has waited",
                    q -> q.oldest().toMillis() / 1e3);
            for (JobListener.Outcome outcome : Outcome.values()) {
                FunctionCounter.builder("headroom.jobs.runs", count(queue, outcome), LongAdder::sum)
                        .tag("queue", queue)
                        .tag("outcome", outcome.name().toLowerCase(Locale.ROOT))
                        .description("Runs that ended on this node")
                        .register(to);
            }
        }
        FunctionCounter.builder("headroom.jobs.rescued", rescued, LongAdder::sum)
                .description("Jobs of dead nodes that this node gave to others")
                .register(to);
    }

    private void gauge(
            MeterRegistry to,
            String name,
            String queue,
            String description,
            ToDoubleFunction<QueueFigures> value) {
        Gauge.builder(
                        name,
                        () ->
                                figures.get().queues().stream()
                                        .filter(one -> one.name().equals(queue))
                                        .mapToDouble(value)
                                        .findFirst()
                                        .orElse(0))
                .tag("queue", queue)
                .description(description)
                .register(to);
    }
}
