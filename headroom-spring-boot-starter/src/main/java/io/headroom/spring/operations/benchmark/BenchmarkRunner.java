package io.headroom.spring.operations.benchmark;

import io.headroom.spring.operations.benchmark.BenchmarkRun.State;
import java.io.IOException;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs one benchmark at a time, and remembers the last ones. Safe for use by many threads.
final class BenchmarkRunner {

    private static final Logger LOG = LoggerFactory.getLogger(BenchmarkRunner.class);
    private static final long LOOK_MILLIS = 100;

    private final Map<String, Benchmark> benchmarks = new TreeMap<>();
    private final BenchmarkOptions options;
    private final ServiceLoad load;
    private final ScheduledExecutorService threads;
    private final InstantSource clock;
    private final LongSupplier nanoTime;

    private final Deque<BenchmarkRun> runs = new ArrayDeque<>();
    private @Nullable StopSignal running;
    private long number;

    /// What came of a wish.
    sealed interface Start {

        record Started(BenchmarkRun run) implements Start {}

        /// Another one runs.
        record Busy(BenchmarkRun other) implements Start {}

        /// The service has no room for one.
        record Refused(String reason) implements Start {}

        record Unknown(List<String> types) implements Start {}
    }

    /// @param threads two: one that measures, and one that watches it; not ended by this class
    /// @param nanoTime monotonic time in nanoseconds
    /// @throws IllegalArgumentException when two benchmarks have the same type
    BenchmarkRunner(
            List<Benchmark> benchmarks,
            BenchmarkOptions options,
            ServiceLoad load,
            ScheduledExecutorService threads,
            InstantSource clock,
            LongSupplier nanoTime) {
        for (Benchmark each : benchmarks) {
            if (this.benchmarks.put(each.type(), each) != null) {
                throw new IllegalArgumentException(
                        "There are two benchmarks of the type '" + each.type() + "'");
            }
        }
        this.options = options;
        this.load = load;
        this.threads = threads;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.number = clock.millis();
    }

    /// The benchmarks there are, by type.
    Map<String, Benchmark> benchmarks() {
        return benchmarks;
    }

    /// Begins one. Returns at once.
    synchronized Start start(String type, String by) {
        Benchmark benchmark = benchmarks.get(type);
        if (benchmark == null) {
            return new Start.Unknown(List.copyOf(benchmarks.keySet()));
        }
        if (running != null) {
            return new Start.Busy(runs.getFirst());
        }
        String refusal = load.refusal();
        if (!refusal.isEmpty()) {
            return new Start.Refused(refusal);
        }
        String id = type + "-" + number++;
        BenchmarkRun run =
                new BenchmarkRun(id, type, by, clock.instant(), null, State.RUNNING, "", List.of());
        runs.addFirst(run);
        if (runs.size() > options.keep()) {
            runs.removeLast();
        }
        StopSignal stop = new StopSignal();
        running = stop;
        threads.execute(() -> run(benchmark, stop));
        return new Start.Started(run);
    }

    /// Ends the run, if it is under way.
    ///
    /// @return whether it was
    synchronized boolean cancel(String id, String by) {
        StopSignal stop = running;
        return stop != null
                && runs.getFirst().id().equals(id)
                && stop.stop(State.CANCELLED, "cancelled by " + by);
    }

    /// The last ones, the newest first.
    synchronized List<BenchmarkRun> latest() {
        return List.copyOf(runs);
    }

    private void run(Benchmark benchmark, StopSignal stop) {
        long deadline = nanoTime.getAsLong() + options.timeLimit().toNanos();
        ScheduledFuture<?> watch =
                threads.scheduleWithFixedDelay(
                        () -> look(stop, deadline),
                        LOOK_MILLIS,
                        LOOK_MILLIS,
                        TimeUnit.MILLISECONDS);
        State state;
        String reason;
        try {
            measure(benchmark, stop);
            state = State.DONE;
            reason = "";
        } catch (InterruptedException asked) {
            state = State.STOPPED;
            reason = "The service ends.";
        } catch (Exception | Error e) { // of an error the executor would tell nobody
            state = State.FAILED;
            reason = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            if (stop.cause() == null) {
                LOG.warn("the benchmark {} failed", benchmark.type(), e);
            }
        }
        var _ = watch.cancel(false);
        end(stop, state, reason);
    }

    private void look(StopSignal stop, long deadline) {
        if (nanoTime.getAsLong() - deadline > 0) {
            var _ =
                    stop.stop(
                            State.STOPPED,
                            "It took longer than %d s.".formatted(options.timeLimit().toSeconds()));
        }
        String objection = load.objection();
        if (!objection.isEmpty()) {
            var _ = stop.stop(State.STOPPED, objection);
        }
    }

    /// An interrupt reaches the operations, but not the cleaning up.
    private void measure(Benchmark benchmark, StopSignal stop) throws Exception {
        stop.begin();
        try (Fixture fixture = new Uninterrupted(benchmark.open(), stop)) {
            Measurement measurement = new Measurement(options, nanoTime);
            List<OperationResult> results = new ArrayList<>();
            for (Operation operation : fixture.operations()) {
                results.add(measurement.measure(operation, stop));
                publish(results);
            }
        } finally {
            stop.end();
        }
    }

    private record Uninterrupted(Fixture fixture, StopSignal stop) implements Fixture {

        @Override
        public List<Operation> operations() {
            return fixture.operations();
        }

        @Override
        public void close() throws IOException, SQLException {
            stop.end();
            try {
                fixture.close();
            } catch (IOException | SQLException | RuntimeException e) {
                LOG.warn("a benchmark could not clean up after itself", e);
                throw e;
            }
        }
    }

    private synchronized void publish(List<OperationResult> results) {
        BenchmarkRun run = runs.removeFirst();
        BenchmarkRun earlier = earlier(run.type());
        runs.addFirst(
                run.with(
                        earlier == null
                                ? results
                                : results.stream()
                                        .map(each -> each.comparedWith(earlier))
                                        .toList()));
    }

    private @Nullable BenchmarkRun earlier(String type) {
        return runs.stream()
                .filter(each -> each.type().equals(type) && each.state() == State.DONE)
                .findFirst()
                .orElse(null);
    }

    private synchronized void end(StopSignal stop, State state, String reason) {
        BenchmarkRun run = runs.removeFirst();
        StopSignal.Cause cause = stop.cause();
        BenchmarkRun ended =
                cause == null
                        ? run.ended(clock.instant(), state, reason)
                        : run.ended(clock.instant(), cause.state(), cause.reason());
        runs.addFirst(ended);
        running = null;
        LOG.info("the benchmark {} ended: {} {}", ended.id(), ended.state(), ended.results());
    }
}
