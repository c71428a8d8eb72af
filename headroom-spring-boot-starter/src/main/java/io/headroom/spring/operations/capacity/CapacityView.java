package io.headroom.spring.operations.capacity;

import io.headroom.operations.capacity.Capacity;
import io.headroom.operations.capacity.CapacityEngine;
import io.headroom.operations.capacity.CapacityModel;
import io.headroom.operations.capacity.CapacityOptions;
import io.headroom.operations.capacity.Interval;
import io.headroom.operations.capacity.ResourceCapacity;
import io.headroom.operations.capacity.Scalability;
import io.headroom.spring.operations.OwnCalls;
import io.headroom.spring.timing.EndpointTimes.EndpointTime;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What `…/capacity` answers: what is not known is left out, what has no limit too.
record CapacityView(
        Instant at,
        boolean known,
        String sentence,
        @Nullable String reason,
        @Nullable Double requestsPerSecond,
        @Nullable Range capacity,
        @Nullable Range headroom,
        @Nullable Double confidence,
        @Nullable String limitedBy,
        @Nullable String breaks,
        @Nullable String advice,
        @Nullable Map<String, Double> millisAtCapacity,
        @Nullable Evidence evidence,
        @Nullable ScalabilityView scalability,
        List<ResourceView> resources,
        List<Share> mix) {

    private static final int MOST_ROUTES = 50;

    record Range(double value, double lower, double upper) {

        static Range of(Interval interval) {
            return new Range(
                    rounded(interval.value()),
                    rounded(interval.lower()),
                    rounded(interval.upper()));
        }
    }

    record Evidence(int steps, long stepSeconds, boolean mixChanged) {}

    /// @param contention the share of a request's work that only one can do at a time
    /// @param coherence what each pair of requests under way costs, as a share of a request
    /// @param peakRequestsPerSecond left out where more under way always bring more
    record ScalabilityView(
            double contention,
            double coherence,
            double r2,
            @Nullable Double peakRequestsPerSecond,
            @Nullable Double peakConcurrency) {

        static ScalabilityView of(Scalability law) {
            return new ScalabilityView(
                    precise(law.contention()),
                    precise(law.coherence()),
                    rounded(law.r2()),
                    finite(law.peak()),
                    finite(law.peakConcurrency()));
        }

        private static double precise(double value) {
            return Math.round(value * 1e7) / 1e7;
        }
    }

    record ResourceView(
            String name,
            String words,
            @Nullable Double utilisation,
            double usable,
            @Nullable Double servers,
            @Nullable Double demandMillis,
            @Nullable Double idle,
            @Nullable Double requestsPerSecond,
            int samples,
            double r2,
            @Nullable String note,
            String advice) {

        static ResourceView of(ResourceCapacity each) {
            return new ResourceView(
                    each.name(),
                    each.words(),
                    finite(each.utilisation()),
                    each.usable(),
                    finite(each.servers()),
                    finite(1_000 * each.demandSeconds()),
                    finite(each.idle()),
                    finite(each.requestsPerSecond()),
                    each.samples(),
                    rounded(each.r2()),
                    each.note().isEmpty() ? null : each.note(),
                    each.advice());
        }
    }

    /// A route's part in the load that the estimate holds for.
    ///
    /// @param processorMillis the processor's time of a request, divided by the time that requests
    ///   spend in the service itself
    record Share(
            String endpoint,
            double share,
            double meanMillis,
            double databaseMillis,
            double poolWaitMillis,
            @Nullable Double processorMillis) {}

    static CapacityView of(CapacityEngine.Estimate estimate, List<EndpointTime> endpoints) {
        Capacity capacity = estimate.capacity();
        List<ResourceView> resources = capacity.resources().stream().map(ResourceView::of).toList();
        List<Share> mix = mix(endpoints, capacity.resources());
        return switch (capacity) {
            case Capacity.Known known ->
                    new CapacityView(
                            estimate.at(),
                            true,
                            known.sentence(),
                            null,
                            finite(known.throughput()),
                            Range.of(known.capacity()),
                            Range.of(known.headroom()),
                            CapacityModel.CONFIDENCE,
                            known.limitedBy().isEmpty() ? null : known.limitedBy(),
                            known.breaks(),
                            known.advice(),
                            millis(known),
                            new Evidence(
                                    known.steps(),
                                    CapacityOptions.STEP.toSeconds(),
                                    known.mixChanged()),
                            known.scalability().isKnown()
                                    ? ScalabilityView.of(known.scalability())
                                    : null,
                            resources,
                            mix);
            case Capacity.Unknown unknown ->
                    new CapacityView(
                            estimate.at(),
                            false,
                            unknown.sentence(),
                            unknown.reason(),
                            finite(unknown.throughput()),
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            null,
                            resources,
                            mix);
        };
    }

    private static Map<String, Double> millis(Capacity.Known known) {
        Map<String, Double> millis = new LinkedHashMap<>();
        millis.put("mean", rounded(1_000 * known.meanSeconds()));
        known.quantileSeconds().entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(each ->
                        millis.put(
                                "p" + Math.round(100 * each.getKey()),
                                rounded(1_000 * each.getValue())));
        return millis;
    }

    private static List<Share> mix(List<EndpointTime> endpoints, List<ResourceCapacity> resources) {
        List<EndpointTime> shop =
                endpoints.stream()
                        .filter(each -> each.requestsPerSecond() > 0)
                        .filter(each -> !OwnCalls.isOwn(each.endpoint()))
                        .limit(MOST_ROUTES)
                        .toList();
        double all = shop.stream().mapToDouble(EndpointTime::requestsPerSecond).sum();
        double own =
                shop.stream().mapToDouble(each -> each.requestsPerSecond() * each.ownMillis()).sum()
                        / all;
        double processor =
                resources.stream()
                        .filter(each -> each.name().equals("processor"))
                        .mapToDouble(each -> 1_000 * each.demandSeconds())
                        .findFirst()
                        .orElse(Double.NaN);
        return shop.stream()
                .map(each ->
                        new Share(
                                each.endpoint(),
                                rounded(each.requestsPerSecond() / all),
                                rounded(each.meanMillis()),
                                rounded(each.databaseMillis()),
                                rounded(each.poolWaitMillis()),
                                finite(processor * each.ownMillis() / own)))
                .toList();
    }

    private static @Nullable Double finite(double value) {
        return Double.isFinite(value) ? rounded(value) : null;
    }

    private static double rounded(double value) {
        return Math.round(value * 1_000) / 1_000.0;
    }
}
