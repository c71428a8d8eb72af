package io.headroom.marketplace.observation;

import io.headroom.cache.HeadroomCaches;
import io.headroom.postgres.advisor.SandboxServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import java.nio.file.Path;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnExpression;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// The catalogue's figures.
@Configuration(proxyBeanMethods = false)
class ObservationConfiguration {

    /// In the place of the one that Spring Boot makes.
    @Bean
    PrometheusRegistry prometheusRegistry() {
        return new SelectiveRegistry();
    }

    @Bean
    CatalogMetrics catalogMetrics(MeterRegistry registry) {
        return new CatalogMetrics(registry);
    }

    @Bean
    CacheLayerMetrics cacheLayerMetrics(HeadroomCaches caches) {
        return new CacheLayerMetrics(caches);
    }

    @Bean
    StatementMetrics statementMetrics(MeterRegistry registry) {
        return new StatementMetrics(registry);
    }

    @Bean
    ActiveItemsMetric activeItemsMetric(JdbcClient jdbc, MeterRegistry registry) {
        return new ActiveItemsMetric(jdbc, registry);
    }

    /// Where the index advisor tries indexes: the launcher starts it beside the shop's servers.
    @Bean
    @ConditionalOnExpression("!'${headroom.data:}'.isEmpty()")
    SandboxServer indexSandbox(@Value("${headroom.data}") String dataDirectory) {
        return new LaunchedSandbox(Path.of(dataDirectory).resolve("sandbox"));
    }

    /// Routes are known once every controller is.
    @Bean
    SmartInitializingSingleton announcedEndpoints(
            CatalogMetrics metrics, RequestMappingHandlerMapping requestMappingHandlerMapping) {
        return () ->
                metrics.announce(
                        requestMappingHandlerMapping.getHandlerMethods().keySet().stream()
                                .flatMap(route -> route.getPatternValues().stream())
                                .distinct()
                                .toList());
    }
}
