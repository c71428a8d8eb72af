package io.headroom.spring;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import jakarta.servlet.Filter;
import java.time.InstantSource;
import org.apache.catalina.core.StandardHost;
import org.apache.coyote.http11.AbstractHttp11Protocol;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.error.ErrorMvcAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/// What every HTTP service gets: correlation ids, body limits, problem details, `/metrics`,
/// `/health` and `/health/ready`.
///
/// Idle, this costs one round of dependency checks each `headroom.http.health-interval`.
@AutoConfiguration(before = ErrorMvcAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@EnableConfigurationProperties(HeadroomHttpProperties.class)
public class HeadroomHttpAutoConfiguration {

    private static final int SWALLOWED_BYTES = 32 << 20;

    @Bean
    @ConditionalOnMissingBean
    InstantSource headroomClock() {
        return InstantSource.system();
    }

    @Bean
    Problems headroomProblems(JsonMapper json) {
        return new Problems(json);
    }

    @Bean
    @ConditionalOnMissingBean
    OperatorCheck headroomOperators() {
        return OperatorCheck.nobody();
    }

    @Bean
    OperatorGate headroomOperatorGate(OperatorCheck operators) {
        return new OperatorGate(operators);
    }

    @Bean
    ServiceMetrics headroomServiceMetrics() {
        return new ServiceMetrics();
    }

    @Bean
    FilterRegistrationBean<Filter> headroomCorrelationFilter() {
        return first(new CorrelationIdFilter(), 0);
    }

    @Bean
    FilterRegistrationBean<Filter> headroomBodyLimitFilter(
            HeadroomHttpProperties properties, Problems problems) {
        return first(new RequestBodyLimitFilter(properties.bodyLimit(), problems), 2);
    }

    /// Where nobody set `server.tomcat.max-swallow-size`, what is left of a refused body is read
    /// and thrown away to this size: a connection closed on unread bytes is reset, and the client
    /// would see that instead of the 413. Tomcat's own 2 MB are soon passed.
    @Bean
    @Order(Ordered.LOWEST_PRECEDENCE)
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> headroomRefusedBodies(
            Environment environment) {
        boolean configured = environment.containsProperty("server.tomcat.max-swallow-size");
        return factory ->
                factory.addConnectorCustomizers(connector -> {
                    if (!configured
                            && connector.getProtocolHandler()
                                    instanceof AbstractHttp11Protocol<?> protocol) {
                        protocol.setMaxSwallowSize(SWALLOWED_BYTES);
                    }
                });
    }

    private static FilterRegistrationBean<Filter> first(Filter filter, int position) {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>(filter);
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + position);
        return registration;
    }

    @Bean
    ProblemAdvice headroomProblemAdvice() {
        return new ProblemAdvice();
    }

    @Bean
    ProblemErrorController headroomErrorController(Problems problems) {
        return new ProblemErrorController(problems);
    }

    @Bean
    WebServerFactoryCustomizer<TomcatServletWebServerFactory> headroomContainerProblems() {
        return factory ->
                factory.addContextCustomizers(context -> {
                    if (context.getParent() instanceof StandardHost host) {
                        host.setErrorReportValveClass(ProblemReportValve.class.getName());
                    }
                });
    }

    @Bean
    Dependencies headroomDependencies(
            ObjectProvider<DependencyCheck> checks,
            InstantSource clock,
            HeadroomHttpProperties properties) {
        Dependencies dependencies =
                new Dependencies(checks.orderedStream().toList(), clock, System::nanoTime);
        dependencies.start(properties.healthInterval());
        return dependencies;
    }

    @Bean
    DependencyFindings headroomDependencyFindings(Dependencies dependencies) {
        return new DependencyFindings(dependencies);
    }

    @Bean
    HealthController headroomHealthController(Dependencies dependencies, InstantSource clock) {
        return new HealthController(dependencies, clock);
    }

    @Bean
    MetricsController headroomMetricsController(
            PrometheusMeterRegistry registry, InstantSource clock) {
        return new MetricsController(registry, clock);
    }
}
