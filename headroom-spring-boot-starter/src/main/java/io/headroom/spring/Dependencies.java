package io.headroom.spring;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs every [DependencyCheck] in the background and keeps its last result, so that asking for it
/// costs nothing and never waits. All checks of a round run in parallel. Safe for many threads.
final class Dependencies implements AutoCloseable {

    /// @param healthy whether the last check returned normally in time
    /// @param starting whether it was never well yet, and the service began so shortly ago that
    ///   this is no trouble: an index may be being built
    /// @param required whether readiness depends on it
    /// @param latencyMillis how long the last check took
    /// @param message words for people
    /// @param checkedAt when the last check ended
    record Result(
            boolean healthy,
            boolean starting,
            boolean required,
            double latencyMillis,
            String message,
            Instant checkedAt) {}

    static final Duration DEADLINE = Duration.ofSeconds(5);

    /// How long after the start a dependency that was never well is one that starts.
    static final Duration START = Duration.ofMinutes(2);

    private static final Logger LOG = LoggerFactory.getLogger(Dependencies.class);

    private final List<DependencyCheck> checks;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final long begunNanos;
    private final Map<String, Result> results = new ConcurrentHashMap<>();
    private final ExecutorService workers =
            Executors.newThreadPerTaskExecutor(
                    Thread.ofVirtual().name("headroom-health").factory());
    private final ScheduledExecutorService ticker =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("headroom-health-ticker").daemon().factory());

    Dependencies(List<DependencyCheck> checks, InstantSource clock, LongSupplier nanoTime) {
        this.checks = List.copyOf(checks);
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.begunNanos = nanoTime.getAsLong();
    }

    void start(Duration interval) {
        var _ =
                ticker.scheduleWithFixedDelay(
                        this::checkAll, 0, interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// One round; returns when every check has ended or met its deadline.
    void checkAll() {
        List<Running> running = checks.stream().map(this::begin).toList();
        running.forEach(this::await);
    }

    /// The last results by name, in the order of the names.
    List<Map.Entry<String, Result>> results() {
        return results.entrySet().stream().sorted(Map.Entry.comparingByKey()).toList();
    }

    /// Whether every required dependency was asked and is well.
    boolean ready() {
        return checks.stream()
                .filter(DependencyCheck::required)
                .allMatch(check -> isHealthy(results.get(check.name())));
    }

    private static boolean isHealthy(@Nullable Result result) {
        return result != null && result.healthy();
    }

    private record Running(DependencyCheck check, Future<String> answer, long startNanos) {}

    private Running begin(DependencyCheck check) {
        return new Running(check, workers.submit(check::check), nanoTime.getAsLong());
    }

    private void await(Running running) {
        boolean healthy = false;
        String message;
        try {
            long left = running.startNanos() + DEADLINE.toNanos() - nanoTime.getAsLong();
            message = running.answer().get(Math.max(0, left), TimeUnit.NANOSECONDS);
            healthy = true;
        } catch (TimeoutException late) {
            running.answer().cancel(true);
            message = "no answer within " + DEADLINE.toSeconds() + " s";
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return;
        }
        DependencyCheck check = running.check();
        double millis = (nanoTime.getAsLong() - running.startNanos()) / 1e6;
        Result before = results.get(check.name());
        boolean starting =
                !healthy
                        && (before == null || before.starting())
                        && nanoTime.getAsLong() - begunNanos < START.toNanos();
        Result now =
                new Result(
                        healthy,
                        starting,
                        check.required(),
                        Math.round(millis * 100) / 100.0,
                        message,
                        clock.instant());
        results.put(check.name(), now);
        if (before != null && before.starting() && healthy) {
            LOG.info("{} is ready: {}", check.name(), message);
        } else if (before != null && before.healthy() != healthy) {
            LOG.warn("{} is {}: {}", check.name(), healthy ? "well again" : "not well", message);
        }
    }

    @Override
    public void close() {
        ticker.shutdownNow();
        workers.shutdownNow();
    }
}
