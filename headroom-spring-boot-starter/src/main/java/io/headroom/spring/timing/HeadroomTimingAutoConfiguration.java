package io.headroom.spring.timing;

import io.headroom.cache.MissListener;
import io.headroom.http.timing.RequestProfile;
import io.headroom.postgres.jdbc.CallScope;
import io.headroom.postgres.jdbc.StatementListener;
import io.headroom.spring.HeadroomHttpAutoConfiguration;
import io.headroom.spring.OperatorCheck;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.RequestObserver;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.servlet.DispatcherType;
import java.time.InstantSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.Ordered;
import org.springframework.util.function.SingletonSupplier;

/// Times requests, statements and annotated methods.
///
/// Idle, this costs a look at the methods of each bean when it is made; a request costs two clock
/// readings, two more for each change of part, and a few counters; a route 13 KB.
@AutoConfiguration(after = HeadroomHttpAutoConfiguration.class)
@EnableConfigurationProperties(SlowRequestProperties.class)
public class HeadroomTimingAutoConfiguration {

    @Bean
    MissListener headroomCacheSpans() {
        return new CacheSpans();
    }

    @Bean
    @ConditionalOnMissingBean
    Tracker headroomTracker(MeterRegistry registry, SlowRequestProperties slow) {
        return new Tracker(registry, slow.warnAfter(), System::nanoTime);
    }

    /// A post-processor must not pull in the registry early, hence the provider.
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static TrackingPostProcessor headroomTracking(ObjectProvider<Tracker> tracker) {
        return new TrackingPostProcessor(SingletonSupplier.of(tracker::getObject));
    }

    /// The database's time of requests.
    @Configuration(proxyBeanMethods = false)
    static class Statements {

        @Bean
        CallScope headroomDatabaseTime() {
            return new DatabaseTime();
        }

        @Bean
        StatementListener headroomStatementNotes() {
            return execution ->
                    RequestProfile.current()
                            .statement(
                                    execution.sql(), execution.nanos(), execution.error() != null);
        }
    }

    /// Requests.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Requests {

        @Bean
        EndpointStatistics headroomEndpointStatistics(InstantSource clock) {
            return new EndpointStatistics(System::nanoTime, clock);
        }

        @Bean
        EndpointTimes headroomEndpointTimes(EndpointStatistics statistics) {
            return () -> statistics.figures().stream().map(EndpointTimes.EndpointTime::of).toList();
        }

        @Bean
        EndpointMetrics headroomEndpointMetrics(MeterRegistry registry) {
            return new EndpointMetrics(registry);
        }

        @Bean
        SlowRequests headroomSlowRequests(SlowRequestProperties properties, InstantSource clock) {
            return new SlowRequests(properties, clock, System::nanoTime);
        }

        @Bean
        FilterRegistrationBean<RequestTimingFilter> headroomTimingFilter(
                ObjectProvider<RequestObserver> observers,
                SlowRequests slow,
                OperatorCheck operators) {
            FilterRegistrationBean<RequestTimingFilter> registration =
                    new FilterRegistrationBean<>(
                            new RequestTimingFilter(
                                    observers.orderedStream().toList(),
                                    slow,
                                    operators,
                                    System::nanoTime));
            registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 1);
            registration.setDispatcherTypes(DispatcherType.REQUEST, DispatcherType.ASYNC);
            return registration;
        }

        @Bean
        @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
        static BodyTiming headroomBodyTiming() {
            return new BodyTiming();
        }

        @Bean
        EndpointsController headroomEndpointsController(
                EndpointStatistics statistics, SlowRequests slow, OperatorGate gate) {
            return new EndpointsController(statistics, slow, gate);
        }
    }
}
