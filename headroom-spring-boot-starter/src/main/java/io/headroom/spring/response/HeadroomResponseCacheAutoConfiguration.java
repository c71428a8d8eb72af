package io.headroom.spring.response;

import io.headroom.cache.HeadroomCaches;
import io.headroom.core.Bytes;
import io.headroom.http.cache.ResponseCache;
import io.headroom.spring.HeadroomCacheAutoConfiguration;
import io.headroom.spring.HeadroomCacheProperties;
import io.headroom.spring.RequestObserver;
import io.headroom.spring.overload.OverloadProperties;
import io.headroom.spring.overload.PriorityPaths;
import io.headroom.spring.overload.Rejections;
import io.headroom.spring.response.tomcat.InlineHttp11Protocol;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.Filter;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executor;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnThreading;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.web.servlet.mvc.method.annotation.RequestMappingHandlerMapping;

/// The response cache of declared routes.
///
/// Idle, and for routes that are not declared, it costs a look at a map per read.
@AutoConfiguration(after = HeadroomCacheAutoConfiguration.class)
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(
        prefix = "headroom.http.response-cache",
        name = "enabled",
        matchIfMissing = true)
@EnableConfigurationProperties(ResponseCacheProperties.class)
public class HeadroomResponseCacheAutoConfiguration {

    /// After correlation, timing and the limit of bodies.
    private static final int POSITION = 3;

    @Bean
    ResponseCache headroomResponseCache(
            ResponseCacheProperties properties, HeadroomCacheProperties caching) {
        return new ResponseCache(properties.options(caching.sessionHeader()), System::nanoTime);
    }

    @Bean
    HeapRelief headroomHeapRelief(ResponseCache cache) {
        return new HeapRelief(cache, System::nanoTime);
    }

    @Bean
    ResponseCacheMetrics headroomResponseCacheMetrics(ResponseCache cache) {
        return new ResponseCacheMetrics(cache);
    }

    @Bean
    FilterRegistrationBean<Filter> headroomResponseCacheFilter(
            ResponseCache cache,
            ResponseCacheProperties properties,
            HeadroomCaches caches,
            ObjectProvider<RequestMappingHandlerMapping> mappings) {
        RoutePolicies policies =
                new RoutePolicies(
                        properties,
                        () ->
                                mappings.orderedStream()
                                        .flatMap(mapping ->
                                                mapping.getHandlerMethods().entrySet().stream())
                                        .toList());
        FilterRegistrationBean<Filter> registration =
                new FilterRegistrationBean<>(
                        new ResponseCacheFilter(
                                cache,
                                policies,
                                caches,
                                Math.toIntExact(Bytes.parse(properties.maxBody()).count()),
                                InstantSource.system()));
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + POSITION);
        return registration;
    }

    /// Answers hits on the thread that read the request.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(TomcatServletWebServerFactory.class)
    @ConditionalOnThreading(Threading.VIRTUAL)
    @ConditionalOnProperty(
            prefix = "headroom.http.response-cache",
            name = "inline",
            matchIfMissing = true)
    static class OnTomcat {

        /// So many requests that the connection of a busy client is not closed in between.
        private static final int UNLIMITED = -1;

        /// After Spring Boot's own, which sets the executor of virtual threads.
        @Bean
        @Order(Ordered.LOWEST_PRECEDENCE)
        WebServerFactoryCustomizer<TomcatServletWebServerFactory> headroomInlineAnswers(
                ResponseCache cache,
                ObjectProvider<RequestObserver> observers,
                ObjectProvider<OverloadProperties> overload,
                ObjectProvider<MeterRegistry> meters,
                Environment environment) {
            OverloadProperties limits = overload.getIfAvailable();
            CachedAnswers answers =
                    new CachedAnswers(
                            cache,
                            observers.orderedStream().toList(),
                            Rejections.counter(
                                    meters.getIfAvailable(SimpleMeterRegistry::new), "normal"),
                            limits == null ? PriorityPaths.with(List.of()) : limits.priority(),
                            environment.getProperty("server.servlet.context-path", ""),
                            limits == null ? 1 : limits.retryAfterSeconds());
            int most =
                    limits == null || !limits.enabled()
                            ? Integer.MAX_VALUE
                            : limits.memory().requests();
            boolean limited = environment.containsProperty("server.tomcat.max-keep-alive-requests");
            return factory -> {
                factory.setProtocol(InlineHttp11Protocol.class.getName());
                factory.addConnectorCustomizers(connector -> {
                    if (connector.getProtocolHandler() instanceof InlineHttp11Protocol protocol) {
                        Executor others = protocol.getExecutor();
                        if (others != null) {
                            protocol.answerBy(answers, others, most);
                            if (!limited) {
                                protocol.setMaxKeepAliveRequests(UNLIMITED);
                            }
                        }
                    }
                });
            };
        }
    }
}
