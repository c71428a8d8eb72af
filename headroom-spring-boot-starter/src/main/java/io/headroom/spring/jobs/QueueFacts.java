package io.headroom.spring.jobs;

import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FactSource;
import java.util.function.Consumer;

/// The queues as the worker counted them last, for findings.
final class QueueFacts implements FactSource {

    private final RunningWorker running;

    QueueFacts(RunningWorker running) {
        this.running = running;
    }

    @Override
    public void tell(Consumer<Fact> to) {
        running.worker()
                .ifPresent(worker ->
                        worker.figures().queues().stream()
                                .map(queue ->
                                        new Fact.Queue(
                                                queue.name(),
                                                queue.ready(),
                                                queue.dead(),
                                                queue.oldest().toMillis() / 1e3,
                                                queue.paused(),
                                                queue.unhandled().size()))
                                .forEach(to));
    }
}
