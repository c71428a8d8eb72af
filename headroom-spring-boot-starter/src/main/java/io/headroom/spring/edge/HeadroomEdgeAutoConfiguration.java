package io.headroom.spring.edge;

import io.headroom.cache.HeadroomCaches;
import io.headroom.http.edge.EdgePurges;
import io.headroom.http.edge.EdgeStatus;
import io.headroom.spring.DependencyCheck;
import io.headroom.spring.HeadroomCacheAutoConfiguration;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/// Purges the edges of `headroom.http.edges` of every tag that this process invalidates, and tells
/// in health and metrics how that goes. Idle, this costs one waiting virtual thread per edge;
/// without edges nothing is made.
@AutoConfiguration(after = HeadroomCacheAutoConfiguration.class)
@ConditionalOnProperty("headroom.http.edges[0].url")
@EnableConfigurationProperties(EdgeProperties.class)
public class HeadroomEdgeAutoConfiguration {

    private static final String PURGES = "headroom.edge.purges";

    @Bean
    EdgePurges headroomEdgePurges(EdgeProperties properties, HeadroomCaches caches) {
        EdgePurges purges =
                new EdgePurges(
                        properties.all(),
                        properties.options(),
                        System::nanoTime,
                        ThreadLocalRandom::current);
        caches.onTagsInvalidated(purges::purge);
        return purges;
    }

    @Bean
    MeterBinder headroomEdgeMetrics(EdgePurges purges) {
        return registry -> {
            List<EdgeStatus> edges = purges.status();
            for (int i = 0; i < edges.size(); i++) {
                int place = i;
                String edge = edges.get(i).edge();
                counter(registry, purges, edge, "success", p -> at(p, place).succeeded());
                counter(registry, purges, edge, "failure", p -> at(p, place).failed());
                Gauge.builder(PURGES + ".pending", purges, p -> at(p, place).pending())
                        .tag("edge", edge)
                        .description("Keys that an edge has still to forget")
                        .register(registry);
            }
        };
    }

    private static void counter(
            MeterRegistry registry,
            EdgePurges purges,
            String edge,
            String result,
            ToDoubleFunction<EdgePurges> value) {
        FunctionCounter.builder(PURGES, purges, value)
                .tags("edge", edge, "result", result)
                .description("Purge requests to edges")
                .register(registry);
    }

    private static EdgeStatus at(EdgePurges purges, int place) {
        return purges.status().get(place);
    }

    @Bean
    DependencyCheck headroomEdgeCheck(EdgePurges purges) {
        return new DependencyCheck() {
            @Override
            public String name() {
                return "edges";
            }

            @Override
            public boolean required() {
                return false;
            }

            @Override
            public String check() {
                List<EdgeStatus> edges = purges.status();
                String failing =
                        edges.stream()
                                .filter(EdgeStatus::failing)
                                .map(HeadroomEdgeAutoConfiguration::described)
                                .collect(Collectors.joining("; "));
                if (!failing.isEmpty()) {
                    throw new IllegalStateException(failing);
                }
                return edges.size() + " take purges";
            }
        };
    }

    private static String described(EdgeStatus edge) {
        return "%s does not take purges (%s); %d keys wait"
                .formatted(edge.edge(), edge.detail(), edge.pending());
    }
}
