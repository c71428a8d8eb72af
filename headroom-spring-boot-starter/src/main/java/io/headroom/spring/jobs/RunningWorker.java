package io.headroom.spring.jobs;

import io.headroom.jobs.JobWorker;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

/// The worker from the context's start to its stop: it starts last and stops first, while all that
/// handlers use is there.
final class RunningWorker implements SmartLifecycle {

    private final Supplier<JobWorker> start;
    private volatile @Nullable JobWorker worker;

    RunningWorker(Supplier<JobWorker> start) {
        this.start = start;
    }

    Optional<JobWorker> worker() {
        return Optional.ofNullable(worker);
    }

    @Override
    public void start() {
        worker = start.get();
    }

    @Override
    public void stop() {
        JobWorker running = worker;
        if (running != null) {
            running.close();
            worker = null;
        }
    }

    @Override
    public boolean isRunning() {
        return worker != null;
    }
}
