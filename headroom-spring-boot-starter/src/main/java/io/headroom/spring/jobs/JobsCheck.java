package io.headroom.spring.jobs;

import io.headroom.jobs.JobFigures;
import io.headroom.jobs.JobFigures.QueueFigures;
import io.headroom.jobs.JobWorker;
import io.headroom.spring.DependencyCheck;
import java.util.List;

/// Says in health whether this node may run jobs, and what waits for somebody who knows it.
final class JobsCheck implements DependencyCheck {

    private final RunningWorker running;

    JobsCheck(RunningWorker running) {
        this.running = running;
    }

    @Override
    public String name() {
        return "jobs";
    }

    @Override
    public boolean required() {
        return false;
    }

    @Override
    public String check() {
        JobWorker worker =
                running.worker().orElseThrow(() -> new IllegalStateException("not started"));
        if (!worker.isAlive()) {
            throw new IllegalStateException(
                    "this node could not renew its lease and runs no jobs: PostgreSQL does not answer, or the tables of"
                            + " headroom_jobs.sql are missing");
        }
        JobFigures figures = worker.figures();
        List<String> unhandled =
                figures.queues().stream()
                        .map(QueueFigures::unhandled)
                        .flatMap(List::stream)
                        .distinct()
                        .toList();
        if (!unhandled.isEmpty()) {
            throw new IllegalStateException(
                    "jobs wait that no node handles: " + String.join(", ", unhandled));
        }
        return "%d ready, %d dead, %d nodes"
                .formatted(
                        figures.queues().stream().mapToLong(QueueFigures::ready).sum(),
                        figures.dead(),
                        figures.nodes().size());
    }
}
