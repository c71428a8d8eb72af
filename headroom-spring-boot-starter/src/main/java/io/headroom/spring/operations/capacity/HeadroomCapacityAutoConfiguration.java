package io.headroom.spring.operations.capacity;

import io.headroom.operations.capacity.CapacityEngine;
import io.headroom.operations.capacity.Promise;
import io.headroom.operations.history.History;
import io.headroom.operations.slo.SloDefinitions;
import io.headroom.postgres.pool.PoolWatch;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.operations.HeadroomOperationsAutoConfiguration;
import io.headroom.spring.overload.OverloadProperties;
import io.headroom.spring.timing.EndpointTimes;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/// The headroom number.
///
/// Idle, this costs one thread that looks at the history every 10 s, and two figures of it; a
/// request two counters; `docs/capacity.md` says how much of a processor.
@AutoConfiguration(after = HeadroomOperationsAutoConfiguration.class)
@ConditionalOnBean(History.class)
@ConditionalOnProperty(name = "headroom.operations.capacity.enabled", matchIfMissing = true)
@EnableConfigurationProperties(CapacityProperties.class)
public class HeadroomCapacityAutoConfiguration {

    @Bean
    LoadFigures headroomLoadFigures() {
        return new LoadFigures(System::nanoTime);
    }

    @Bean
    WatchedResources headroomWatchedResources(
            CapacityProperties properties,
            ObjectProvider<PoolWatch> pool,
            ObjectProvider<OverloadProperties> overload) {
        return new WatchedResources(
                properties,
                Runtime.getRuntime()::availableProcessors,
                () -> pool.stream().findFirst().map(PoolWatch::maximumSize).orElse(0),
                () -> overload.stream().findFirst().map(OverloadProperties::maxLimit).orElse(0));
    }

    @Bean
    CapacityEngine headroomCapacityEngine(
            History history,
            WatchedResources resources,
            SloDefinitions definitions,
            CapacityProperties properties,
            InstantSource clock) {
        return new CapacityEngine(
                history, resources, Promise.of(definitions), properties.options(), clock);
    }

    @Bean
    CapacityRounds headroomCapacityRounds(CapacityEngine engine) {
        return new CapacityRounds(engine);
    }

    @Bean
    CapacityMetrics headroomCapacityMetrics(
            ObjectProvider<CapacityEngine> engine, WatchedResources resources) {
        return new CapacityMetrics(engine::getObject, resources);
    }

    @Bean
    CapacityController headroomCapacityController(
            CapacityEngine engine, EndpointTimes endpoints, OperatorGate gate) {
        return new CapacityController(engine, endpoints, gate);
    }
}
