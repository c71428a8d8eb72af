package io.headroom.marketplace.observation;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// A registry that remembers which names each collector tells, so that who asks for some names asks
/// the others nothing. Micrometer's collectors do not say it themselves, and the registry then has
/// all of them collect and throws away what was not wanted. Safe for use by many threads.
final class SelectiveRegistry extends PrometheusRegistry {

    private final Map<MultiCollector, Remembering> known = new ConcurrentHashMap<>();

    @Override
    public void register(MultiCollector collector) {
        Remembering remembering = new Remembering(collector);
        super.register(remembering);
        known.put(collector, remembering);
    }

    @Override
    public void unregister(MultiCollector collector) {
        Remembering remembering = known.remove(collector);
        super.unregister(remembering == null ? collector : remembering);
    }

    /// The names are those of the last time, since a meter's are all made of its own.
    private static final class Remembering implements MultiCollector {

        private final MultiCollector collector;
        private volatile Set<String> names = Set.of();

        Remembering(MultiCollector collector) {
            this.collector = collector;
        }

        @Override
        public MetricSnapshots collect() {
            MetricSnapshots told = collector.collect();
            if (names.size() != told.size()) {
                names =
                        told.stream()
                                .map(each -> each.getMetadata().getPrometheusName())
                                .collect(Collectors.toUnmodifiableSet());
            }
            return told;
        }

        @Override
        public MetricSnapshots collect(Predicate<String> wanted) {
            Set<String> last = names;
            return last.isEmpty() || last.stream().anyMatch(wanted)
                    ? MultiCollector.super.collect(wanted)
                    : new MetricSnapshots();
        }
    }
}
