package io.headroom.spring.timing;

import io.headroom.http.timing.RequestProfile;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Times code under a name, as the annotations do for methods of beans:
/// `headroom_tracked_seconds{kind,name,result}`, a warning when it is slow, and its part of the
/// request's time. Safe for use by many threads.
public final class Tracker {

    private static final Logger LOG = LoggerFactory.getLogger(Tracker.class);

    /// Names are few and fixed; a bound all the same, so that a mistake cannot fill the heap. Later
    /// ones are counted as `other`.
    static final int MOST_NAMES = 1_000;

    private static final String OTHER = "other";

    private record Name(Kind kind, String text) {}

    private record Timers(Timer success, Timer failure) {}

    private final MeterRegistry registry;
    private final long warnAfterNanos;
    private final LongSupplier nanoTime;
    private final Map<Name, Timers> timers = new ConcurrentHashMap<>();

    /// @param warnAfter the duration above which a warning is logged
    /// @param nanoTime monotonic time in nanoseconds
    public Tracker(MeterRegistry registry, Duration warnAfter, LongSupplier nanoTime) {
        this.registry = registry;
        this.warnAfterNanos = warnAfter.toNanos();
        this.nanoTime = nanoTime;
    }

    /// Work that may throw.
    @FunctionalInterface
    public interface Work<T extends @Nullable Object, X extends Throwable> {
        T call() throws X;
    }

    /// Does the work and times it. Work that returns a [CompletionStage] ends when that does.
    ///
    /// @param name few and fixed, such as `ItemSearch.find`
    /// @return what the work returned
    /// @throws X what the work threw
    public <T extends @Nullable Object, X extends Throwable> T call(
            Kind kind, String name, Work<T, X> work) throws X {
        long start = nanoTime.getAsLong();
        boolean ended = true;
        boolean failed = true;
        try (var _ = kind.begin(RequestProfile.current())) {
            T result = work.call();
            failed = false;
            if (result instanceof CompletionStage<?> stage) {
                ended = false;
                var _ =
                        stage.whenComplete(
                                (value, error) -> record(kind, name, start, error != null));
            }
            return result;
        } finally {
            if (ended) {
                record(kind, name, start, failed);
            }
        }
    }

    private void record(Kind kind, String name, long start, boolean failed) {
        long nanos = nanoTime.getAsLong() - start;
        Timers timers = timers(new Name(kind, name));
        (failed ? timers.failure() : timers.success()).record(nanos, TimeUnit.NANOSECONDS);
        if (nanos > warnAfterNanos) {
            LOG.warn(
                    "slow: {} {} {} after {} ms",
                    kind.label(),
                    name,
                    failed ? "failed" : "ended",
                    nanos / 1_000_000);
        }
    }

    private Timers timers(Name name) {
        Timers known = timers.get(name);
        if (known != null) {
            return known;
        }
        Name kept = timers.size() < MOST_NAMES ? name : new Name(name.kind(), OTHER);
        return timers.computeIfAbsent(
                kept, each -> new Timers(timer(each, "success"), timer(each, "failure")));
    }

    private Timer timer(Name name, String result) {
        return Timer.builder("headroom.tracked")
                .description("Time of tracked code")
                .tags("kind", name.kind().label(), "name", name.text(), "result", result)
                .serviceLevelObjectives(ServiceLevels.durations())
                .register(registry);
    }
}
