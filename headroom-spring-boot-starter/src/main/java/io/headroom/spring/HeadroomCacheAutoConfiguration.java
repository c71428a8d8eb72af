package io.headroom.spring;

import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.L2Health;
import io.headroom.cache.MissListener;
import io.headroom.cache.redis.RedisL2;
import io.headroom.http.CorrelationId;
import io.headroom.http.timing.RequestProfile;
import io.micrometer.core.instrument.MeterRegistry;
import org.slf4j.MDC;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.PropertySource;
import org.springframework.context.event.ContextRefreshedEvent;

/// The registry of caches on the shared tier that `headroom.cache.redis-url` names, its figures and
/// its health.
///
/// Idle, this costs the connections to Redis and one blocking read of the invalidation log.
@AutoConfiguration(after = HeadroomHttpAutoConfiguration.class)
@EnableConfigurationProperties(HeadroomCacheProperties.class)
@PropertySource("classpath:io/headroom/spring/cache-policies.properties")
public class HeadroomCacheAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    HeadroomCaches headroomCaches(
            HeadroomCacheProperties properties, ObjectProvider<MissListener> misses) {
        HeadroomCaches.Builder builder =
                HeadroomCaches.builder()
                        .loadThreads(threads -> task -> threads.execute(asCallers(task)));
        misses.ifUnique(builder::misses);
        RedisWiring.options(properties).map(RedisL2::connect).ifPresent(builder::l2);
        return builder.build();
    }

    /// A load belongs to the request that began it: in the log and in what took how long.
    private static Runnable asCallers(Runnable task) {
        return RequestProfile.current().carry(underCallersCorrelationId(task));
    }

    private static Runnable underCallersCorrelationId(Runnable task) {
        String id = MDC.get(CorrelationId.LOG_KEY);
        if (id == null) {
            return task;
        }
        return () -> {
            MDC.put(CorrelationId.LOG_KEY, id);
            try {
                task.run();
            } finally {
                MDC.remove(CorrelationId.LOG_KEY);
            }
        };
    }

    /// When the context has started, so that it finds the caches that its beans made.
    @Bean
    ApplicationListener<ContextRefreshedEvent> headroomCacheMetrics(
            ApplicationContext context,
            HeadroomCaches caches,
            ObjectProvider<MeterRegistry> registries) {
        return event -> {
            boolean ours = event.getApplicationContext().equals(context); // not a child's
            if (ours) {
                registries.ifUnique(registry -> CacheMetrics.bind(caches, registry));
            }
        };
    }

    @Bean
    DependencyCheck headroomRedisCheck(HeadroomCaches caches) {
        return new DependencyCheck() {
            @Override
            public String name() {
                return "redis";
            }

            @Override
            public boolean required() {
                return false;
            }

            @Override
            public String check() {
                L2Health health = caches.l2Health();
                return switch (health.state()) {
                    case NONE -> health.detail();
                    case CLOSED -> described(health);
                    case OPEN, HALF_OPEN ->
                            throw new IllegalStateException(
                                    "left alone since " + health.since() + ": " + health.detail());
                };
            }
        };
    }

    private static String described(L2Health health) {
        return "%s; log %s, %d ms behind; staleness bound %d ms; %d invalidations pending"
                .formatted(
                        health.detail(),
                        health.logConnected() ? "followed" : "not followed",
                        health.logLag().toMillis(),
                        health.stalenessBound().toMillis(),
                        health.pendingInvalidations());
    }
}
