package io.headroom.spring.operations.page;

import io.headroom.spring.OperatorGate;
import io.headroom.spring.Problems;
import io.headroom.spring.operations.HeadroomOperationsAutoConfiguration;
import io.headroom.spring.operations.LiveSnapshot;
import java.time.InstantSource;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import tools.jackson.databind.json.JsonMapper;

/// The page at `/operations` and its stream of events.
///
/// Idle, this costs 200 KB of memory and a look each second whether anybody listens; while pages
/// are open, one snapshot a second for all of them.
@AutoConfiguration(after = HeadroomOperationsAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
public class HeadroomOperationsPageAutoConfiguration {

    @Bean
    PingController headroomPingController(OperatorGate gate, InstantSource clock) {
        return new PingController(gate, clock);
    }

    /// Where there is a watch whose figures it shows.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnProperty(name = PageProperties.PREFIX + ".enabled", matchIfMissing = true)
    @ConditionalOnBean(LiveSnapshot.class)
    @EnableConfigurationProperties(PageProperties.class)
    static class Page {

        @Bean
        PageController headroomOperationsPage() {
            return new PageController();
        }

        @Bean
        LiveStream headroomLiveStream(
                LiveSnapshot snapshot, JsonMapper json, PageProperties properties) {
            return new LiveStream(
                    () -> json.writeValueAsBytes(snapshot.now()),
                    properties.listeners(),
                    properties.interval());
        }

        @Bean
        LiveController headroomLiveController(
                LiveStream stream, OperatorGate gate, Problems problems) {
            return new LiveController(stream, gate, problems);
        }
    }
}
