package io.headroom.spring.operations.memory;

import io.headroom.operations.history.History;
import io.headroom.operations.memory.MemoryWatch;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.operations.HeadroomOperationsAutoConfiguration;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/// The watch over the process's memory.
///
/// Idle, this costs one thread that reads the JVM's beans and `/proc/self/status` every 4 s, and a
/// notification for each collection of garbage.
@AutoConfiguration(after = HeadroomOperationsAutoConfiguration.class)
@ConditionalOnBean(History.class)
@ConditionalOnProperty(name = "headroom.operations.memory.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MemoryProperties.class)
public class HeadroomMemoryAutoConfiguration {

    @Bean
    MemoryWatch headroomMemoryWatch(MemoryProperties properties, InstantSource clock) {
        return new MemoryWatch(properties.options(), clock, System::nanoTime);
    }

    @Bean
    MemoryRounds headroomMemoryRounds(MemoryWatch watch) {
        return new MemoryRounds(watch);
    }

    @Bean
    MemoryFigures headroomMemoryFigures(ObjectProvider<MemoryWatch> watch) {
        return new MemoryFigures(watch::getObject);
    }

    @Bean
    LeakFacts headroomLeakFacts(MemoryWatch watch) {
        return new LeakFacts(watch);
    }

    @Bean
    MemoryController headroomMemoryController(MemoryWatch watch, OperatorGate gate) {
        return new MemoryController(watch, gate);
    }
}
