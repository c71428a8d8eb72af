package io.headroom.spring.operations.capacity;

import io.headroom.operations.capacity.Capacity;
import io.headroom.operations.capacity.CapacityEngine;
import io.headroom.operations.capacity.Interval;
import io.headroom.operations.capacity.Resource;
import io.headroom.operations.capacity.ResourceCapacity;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/// `headroom_capacity_*` and `headroom_headroom_*`, in requests per second; NaN where not known.
final class CapacityMetrics implements MeterBinder {

    private final Supplier<CapacityEngine> engine;
    private final Supplier<List<Resource>> resources;

    /// @param engine asked when meters are bound
    CapacityMetrics(Supplier<CapacityEngine> engine, Supplier<List<Resource>> resources) {
        this.engine = engine;
        this.resources = resources;
    }

    @Override
    public void bindTo(MeterRegistry registry) {
        CapacityEngine known = engine.get();
        for (Resource resource : resources.get()) {
            Gauge.builder(
                            "headroom.capacity.requests.per.second",
                            known,
                            each -> limit(each, resource.name()))
                    .tag("limit", resource.name())
                    .description("How many requests a second a resource bears")
                    .register(registry);
        }
        Gauge.builder(
                        "headroom.capacity.requests.per.second",
                        known,
                        each -> of(each, Capacity.Known::capacity, Interval::value))
                .tag("limit", "service")
                .description("How many requests a second a resource bears")
                .register(registry);
        interval(registry, known, "headroom.capacity", Capacity.Known::capacity, "that it bears");
        Gauge.builder(
                        "headroom.headroom.requests.per.second",
                        known,
                        each -> of(each, Capacity.Known::headroom, Interval::value))
                .description("How many more requests a second fit before a promise breaks")
                .register(registry);
        interval(registry, known, "headroom.headroom", Capacity.Known::headroom, "that fit more");
    }

    private static void interval(
            MeterRegistry registry,
            CapacityEngine engine,
            String name,
            Function<Capacity.Known, Interval> of,
            String words) {
        Gauge.builder(
                        name + ".lower.requests.per.second",
                        engine,
                        each -> of(each, of, Interval::lower))
                .description("The least requests a second " + words + ", with 90 % confidence")
                .register(registry);
        Gauge.builder(
                        name + ".upper.requests.per.second",
                        engine,
                        each -> of(each, of, Interval::upper))
                .description("The most requests a second " + words + ", with 90 % confidence")
                .register(registry);
    }

    private static double of(
            CapacityEngine engine,
            Function<Capacity.Known, Interval> interval,
            ToDoubleFunction<Interval> part) {
        return switch (engine.latest().capacity()) {
            case Capacity.Known known -> part.applyAsDouble(interval.apply(known));
            case Capacity.Unknown _ -> Double.NaN;
        };
    }

    private static double limit(CapacityEngine engine, String resource) {
        return engine.latest().capacity().resources().stream()
                .filter(each -> each.name().equals(resource))
                .mapToDouble(ResourceCapacity::requestsPerSecond)
                .findFirst()
                .orElse(Double.NaN);
    }
}
