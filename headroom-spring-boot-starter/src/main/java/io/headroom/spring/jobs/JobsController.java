package io.headroom.spring.jobs;

import io.headroom.jobs.DeadJob;
import io.headroom.jobs.JobFigures;
import io.headroom.jobs.JobFigures.QueueFigures;
import io.headroom.jobs.JobWorker;
import io.headroom.jobs.Jobs;
import io.headroom.jobs.JobsUnavailableException;
import io.headroom.jobs.QueueOptions;
import io.headroom.spring.Answer;
import io.headroom.spring.OperatorGate;
import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/// `…/jobs`: what waits, what runs, what is dead; requeuing, pausing and resuming.
@RestController
final class JobsController {

    private static final String API = "/api/v1/performance/jobs";
    private static final String METRICS = "/metrics/jobs";

    private final Jobs jobs;
    private final RunningWorker running;
    private final JobMetrics metrics;
    private final InstantSource clock;
    private final OperatorGate gate;

    JobsController(
            Jobs jobs,
            RunningWorker running,
            JobMetrics metrics,
            InstantSource clock,
            OperatorGate gate) {
        this.jobs = jobs;
        this.running = running;
        this.metrics = metrics;
        this.clock = clock;
        this.gate = gate;
    }

    record Limits(
            int concurrency,
            int clusterConcurrency,
            double ratePerSecond,
            String mode,
            String timeout,
            boolean fair) {}

    /// @param done runs on this node since its start, as are the next three
    record Runs(long done, long retried, long died, long cancelled, double failureRatio) {}

    record QueueView(
            String name,
            long ready,
            long scheduled,
            long leased,
            long dead,
            double oldestSeconds,
            boolean paused,
            List<String> unhandled,
            Limits limits,
            Runs runs) {}

    record NodeView(long id, String name, Instant startedAt, double leaseEndsInSeconds) {}

    record Status(
            Instant countedAt,
            double ageSeconds,
            String problem,
            boolean alive,
            int running,
            long stuck,
            long dead,
            List<NodeView> nodes,
            List<QueueView> queues) {}

    record Changed(String id, String state) {}

    @GetMapping({API, METRICS})
    ResponseEntity<Answer<Status>> status(HttpServletRequest request) {
        gate.reads(request);
        JobFigures figures = running.worker().map(JobWorker::figures).orElse(JobFigures.NONE);
        return Answer.ok(
                new Status(
                        figures.at(),
                        Math.max(0, Duration.between(figures.at(), clock.instant()).toMillis())
                                / 1e3,
                        figures.problem(),
                        running.worker().map(JobWorker::isAlive).orElse(false),
                        running.worker().map(JobWorker::running).orElse(0),
                        running.worker().map(JobWorker::stuck).orElse(0L),
                        figures.dead(),
                        figures.nodes().stream()
                                .map(node ->
                                        new NodeView(
                                                node.id(),
                                                node.name(),
                                                node.startedAt(),
                                                node.expiresIn().toMillis() / 1e3))
                                .toList(),
                        figures.queues().stream().map(this::view).toList()));
    }

    private QueueView view(QueueFigures queue) {
        QueueOptions options =
                jobs.queues().getOrDefault(queue.name(), QueueOptions.of(queue.name()));
        long done = metrics.count(queue.name(), "DONE");
        long retried = metrics.count(queue.name(), "RETRY");
        long died = metrics.count(queue.name(), "DEAD");
        return new QueueView(
                queue.name(),
                queue.ready(),
                queue.scheduled(),
                queue.leased(),
                queue.dead(),
                queue.oldest().toMillis() / 1e3,
                queue.paused(),
                queue.unhandled(),
                new Limits(
                        options.concurrency(),
                        options.clusterConcurrency(),
                        options.ratePerSecond(),
                        options.mode().name().toLowerCase(Locale.ROOT),
                        options.timeout().toString(),
                        options.fair()),
                new Runs(
                        done,
                        retried,
                        died,
                        metrics.count(queue.name(), "CANCELLED"),
                        done + retried + died == 0
                                ? 0
                                : (double) (retried + died) / (done + retried + died)));
    }

    /// The newest of them; older ones are in the table `headroom_job_dead`.
    @GetMapping({API + "/dead", METRICS + "/dead"})
    ResponseEntity<Answer<List<DeadJob>>> dead(
            HttpServletRequest request,
            @RequestParam(defaultValue = "") String queue,
            @RequestParam(defaultValue = "24") int limit) {
        gate.reads(request);
        if (limit < 1 || limit > JobFigures.NEWEST_DEAD) {
            throw invalid(
                    "limit",
                    "limit must be 1 to %d, but is %d".formatted(JobFigures.NEWEST_DEAD, limit));
        }
        return Answer.ok(
                running
                        .worker()
                        .map(JobWorker::figures)
                        .orElse(JobFigures.NONE)
                        .newestDead()
                        .stream()
                        .filter(job -> queue.isEmpty() || job.queue().equals(queue))
                        .limit(limit)
                        .toList());
    }

    @PostMapping({API + "/dead/{id}/requeue", METRICS + "/dead/{id}/requeue"})
    ResponseEntity<Answer<Changed>> requeue(HttpServletRequest request, @PathVariable long id) {
        gate.changes(request);
        boolean there = available(() -> jobs.requeue(id));
        if (!there) {
            throw new ResponseStatusException(
                    HttpStatus.NOT_FOUND, "There is no dead job " + id + ".");
        }
        return changed(Long.toString(id), "ready");
    }

    @PostMapping({API + "/queues/{name}/pause", METRICS + "/queues/{name}/pause"})
    ResponseEntity<Answer<Changed>> pause(HttpServletRequest request, @PathVariable String name) {
        String operator = gate.changes(request);
        return available(() -> {
            jobs.pause(known(name), operator + " from " + request.getRemoteAddr());
            return changed(name, "paused");
        });
    }

    @PostMapping({API + "/queues/{name}/resume", METRICS + "/queues/{name}/resume"})
    ResponseEntity<Answer<Changed>> resume(HttpServletRequest request, @PathVariable String name) {
        gate.changes(request);
        return available(() -> {
            jobs.resume(known(name));
            return changed(name, "running");
        });
    }

    private String known(String name) {
        if (!jobs.queues().containsKey(name)) {
            throw new ResponseStatusException(
                    HttpStatus.NOT_FOUND,
                    "There is no queue '%s'; configured are %s."
                            .formatted(name, jobs.queues().keySet().stream().sorted().toList()));
        }
        return name;
    }

    private interface Change<T> {
        T make();
    }

    private static <T> T available(Change<T> change) {
        try {
            return change.make();
        } catch (JobsUnavailableException e) {
            throw new ResponseStatusException(
                    HttpStatus.SERVICE_UNAVAILABLE, "PostgreSQL does not answer.", e);
        }
    }

    private ResponseEntity<Answer<Changed>> changed(String id, String state) {
        running.worker().ifPresent(JobWorker::recount);
        return Answer.ok(new Changed(id, state));
    }

    private static ResponseStatusException invalid(String field, @Nullable String message) {
        ResponseStatusException problem =
                new ResponseStatusException(HttpStatus.BAD_REQUEST, message);
        problem.getBody()
                .setProperty(
                        "errors",
                        List.of(Map.of("field", field, "message", String.valueOf(message))));
        return problem;
    }
}
