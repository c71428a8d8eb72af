package io.headroom.spring;

import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.L2Health;
import io.headroom.cache.redis.RedisL2;
import io.headroom.cache.redis.RedisOptions;
import io.headroom.http.CorrelationId;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.InstantSource;
import org.slf4j.MDC;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/// The registry of caches on the shared tier that `headroom.cache.redis-url` names, its figures and
/// its health.
///
/// Idle, this costs the connections to Redis and one blocking read of the invalidation log.
@AutoConfiguration(after = HeadroomHttpAutoConfiguration.class)
@EnableConfigurationProperties(HeadroomCacheProperties.class)
public class HeadroomCacheAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    HeadroomCaches headroomCaches(HeadroomCacheProperties properties, InstantSource clock) {
        HeadroomCaches.Builder builder =
                HeadroomCaches.builder()
                        .clock(clock)
                        .loadThreads(threads ->
                                task -> threads.execute(underCallersCorrelationId(task)));
        if (!properties.redisUrl().isEmpty()) {
            builder.l2(RedisL2.connect(RedisOptions.at(properties.redisUrl())));
        }
        return builder.build();
    }

    /// A load logs under the correlation id of the request that began it.
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

    @Bean
    SmartInitializingSingleton headroomCacheMetrics(HeadroomCaches caches, MeterRegistry registry) {
        return () -> CacheMetrics.bind(caches, registry);
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
                    case NONE, CLOSED -> health.detail();
                    case OPEN, HALF_OPEN ->
                            throw new IllegalStateException(
                                    "left alone since " + health.since() + ": " + health.detail());
                };
            }
        };
    }
}
