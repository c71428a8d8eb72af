package io.headroom.spring.lock;

import io.headroom.lock.LockListener;
import io.headroom.lock.LockStatistics;
import io.headroom.lock.Locks;
import io.headroom.lock.Tier;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// Our part of `headroom_lock_*`. Times have buckets at the service levels only: 1, 5, 25, 100 and
/// 500 ms, 2 and 10 s. Safe for use by many threads.
final class LockMetrics implements MeterBinder, LockListener {

    private static final Duration[] SERVICE_LEVELS = {
        Duration.ofMillis(1),
        Duration.ofMillis(5),
        Duration.ofMillis(25),
        Duration.ofMillis(100),
        Duration.ofMillis(500),
        Duration.ofSeconds(2),
        Duration.ofSeconds(10)
    };

    private final Supplier<Locks> locks;
    private final Map<Tier, Timer> waits = new ConcurrentHashMap<>();
    private final Map<Tier, Timer> holds = new ConcurrentHashMap<>();

    /// @param locks asked when meters are bound
    LockMetrics(Supplier<Locks> locks) {
        this.locks = locks;
    }

    @Override
    public void acquired(Tier tier, Duration waited) {
        record(waits, tier, waited);
    }

    @Override
    public void ended(Tier tier, Duration held) {
        record(holds, tier, held);
    }

    private static void record(Map<Tier, Timer> timers, Tier tier, Duration duration) {
        Timer timer = timers.get(tier);
        if (timer != null) {
            timer.record(duration);
        }
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        Locks known = locks.get();
        for (Tier tier : known.tiers()) {
            waits.put(
                    tier,
                    timer("headroom.lock.wait", tier, "Waits for locks that were acquired")
                            .register(registry));
            holds.put(
                    tier,
                    timer("headroom.lock.hold", tier, "How long locks were held")
                            .register(registry));
            gauge(known, "headroom.lock.active", tier, LockStatistics::active)
                    .description("Locks that are held now")
                    .register(registry);
            gauge(known, "headroom.lock.waiting", tier, LockStatistics::waiting)
                    .description("Threads that stand in the queue of the process")
                    .register(registry);
            attempts(registry, known, tier, "acquired", LockStatistics::acquired);
            attempts(registry, known, tier, "busy", LockStatistics::busy);
            attempts(registry, known, tier, "unavailable", LockStatistics::unavailable);
            counter(known, "headroom.lock.contended", tier, LockStatistics::contended)
                    .description("Acquired locks that others held when they were asked for")
                    .register(registry);
            counter(known, "headroom.lock.lost", tier, LockStatistics::lost)
                    .description("Holds that were lost before they were released")
                    .register(registry);
            counter(known, "headroom.lock.refused", tier, LockStatistics::refused)
                    .description("Transactions that the guard refused")
                    .register(registry);
        }
    }

    private static Timer.Builder timer(String name, Tier tier, String description) {
        return Timer.builder(name)
                .tag("tier", tier.label())
                .description(description)
                .serviceLevelObjectives(SERVICE_LEVELS);
    }

    private static void attempts(
            MeterRegistry registry,
            Locks locks,
            Tier tier,
            String result,
            ToDoubleFunction<LockStatistics> value) {
        counter(locks, "headroom.lock.attempts", tier, value)
                .tag("result", result)
                .description("Attempts to take a lock by their end")
                .register(registry);
    }

    private static Gauge.Builder<Locks> gauge(
            Locks locks, String name, Tier tier, ToDoubleFunction<LockStatistics> value) {
        return Gauge.builder(name, locks, all -> of(all, tier, value)).tag("tier", tier.label());
    }

    private static FunctionCounter.Builder<Locks> counter(
            Locks locks, String name, Tier tier, ToDoubleFunction<LockStatistics> value) {
        return FunctionCounter.builder(name, locks, all -> of(all, tier, value))
                .tag("tier", tier.label());
    }

    private static double of(Locks locks, Tier tier, ToDoubleFunction<LockStatistics> value) {
        return value.applyAsDouble(locks.statistics(tier));
    }
}
