package io.headroom.spring.overload;

import io.headroom.operations.history.FigureSource;
import io.headroom.spring.HeadroomHttpAutoConfiguration;
import io.headroom.spring.OperatorCheck;
import io.headroom.spring.Problems;
import io.micrometer.core.instrument.MeterRegistry;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/// Refuses requests above an adaptive limit of concurrency.
///
/// Idle, this costs nothing; a request costs a semaphore and two clock readings.
@AutoConfiguration(after = HeadroomHttpAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(name = "headroom.http.overload.enabled", matchIfMissing = true)
@EnableConfigurationProperties(OverloadProperties.class)
public class HeadroomOverloadAutoConfiguration {

    /// After the body limit, a cache of answers and the limits of rate.
    private static final int ORDER = Ordered.HIGHEST_PRECEDENCE + 5;

    @Bean
    AdaptiveLimit headroomConcurrencyLimit(OverloadProperties properties) {
        return new AdaptiveLimit(properties, System::nanoTime);
    }

    @Bean
    Rejections headroomRejections(MeterRegistry registry, AdaptiveLimit limit) {
        return new Rejections(registry, limit);
    }

    @Bean
    RefusalFacts headroomRefusalFacts(Rejections rejections, AdaptiveLimit limit) {
        return new RefusalFacts(rejections, limit, System::nanoTime);
    }

    @Bean
    FigureSource headroomRefusalFigures(Rejections rejections) {
        return to -> to.counter("http.refused_per_second", rejections.total());
    }

    @Bean
    FilterRegistrationBean<OverloadFilter> headroomOverloadFilter(
            OverloadProperties properties,
            AdaptiveLimit limit,
            OperatorCheck operators,
            Problems problems,
            Rejections rejections) {
        FilterRegistrationBean<OverloadFilter> registration =
                new FilterRegistrationBean<>(
                        new OverloadFilter(
                                properties.priority(),
                                limit,
                                properties.reserve(),
                                properties.retryAfterSeconds(),
                                operators,
                                problems,
                                rejections));
        registration.setOrder(ORDER);
        return registration;
    }

    /// Bounds what connections take of the heap; their number where nobody else did.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(TomcatServletWebServerFactory.class)
    static class OnTomcat {

        @Bean
        @Order(Ordered.LOWEST_PRECEDENCE)
        ConnectionBound headroomConnectionBound(
                OverloadProperties properties, Environment environment) {
            return new ConnectionBound(
                    environment.containsProperty("server.tomcat.max-connections")
                            ? Integer.MAX_VALUE
                            : properties.memory().connections());
        }
    }
}
