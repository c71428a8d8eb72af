package io.headroom.spring.cacheoperations;

import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.L2Health;
import io.headroom.cache.warmup.CacheWarmer;
import io.headroom.cache.warmup.Turn;
import io.headroom.cache.warmup.WarmUpTask;
import io.headroom.http.cache.ResponseCache;
import io.headroom.lock.DistributedLock;
import io.headroom.lock.LockOptions;
import io.headroom.lock.Locks;
import io.headroom.lock.Tier;
import io.headroom.spring.HeadroomCacheAutoConfiguration;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.lock.HeadroomLockAutoConfiguration;
import io.headroom.spring.response.HeadroomResponseCacheAutoConfiguration;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// The calls on caches, and warming.
///
/// Idle, this costs nothing but a thread that sleeps until the next task is due.
@AutoConfiguration(
        after = {
            HeadroomCacheAutoConfiguration.class,
            HeadroomLockAutoConfiguration.class,
            HeadroomResponseCacheAutoConfiguration.class
        })
@ConditionalOnBean(HeadroomCaches.class)
@EnableConfigurationProperties(WarmUpProperties.class)
public class HeadroomCacheOperationsAutoConfiguration {

    private static final String LOCK = "headroom:cache-warm-up";

    @Bean
    @ConditionalOnMissingBean
    CacheWarmer headroomCacheWarmer(
            ObjectProvider<WarmUpTask<?>> tasks,
            WarmUpProperties properties,
            ObjectProvider<Locks> locks) {
        List<WarmUpTask<?>> all = tasks.orderedStream().toList();
        return new CacheWarmer(
                all,
                properties.options(),
                turn(locks.getIfAvailable(), properties),
                InstantSource.system(),
                System::nanoTime);
    }

    /// Work that is only wasted when two nodes do it at a time.
    private static Turn turn(@Nullable Locks locks, WarmUpProperties properties) {
        if (locks == null || !locks.tiers().contains(Tier.EFFICIENT)) {
            return Turn.atOnce();
        }
        DistributedLock<?> lock = locks.efficient();
        LockOptions options = LockOptions.defaults().withWait(properties.waitAtMost());
        return warmUp ->
                lock.executeWithLock(
                        LOCK,
                        options,
                        _ -> {
                            warmUp.run();
                            return true;
                        });
    }

    @Bean
    WarmUpRounds headroomWarmUpRounds(
            CacheWarmer warmer, HeadroomCaches caches, WarmUpProperties properties) {
        return new WarmUpRounds(warmer, () -> isReady(caches.l2Health()), properties);
    }

    private static boolean isReady(L2Health shared) {
        return switch (shared.state()) {
            case NONE -> true;
            case CLOSED -> shared.logConnected();
            case OPEN, HALF_OPEN -> false;
        };
    }

    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Calls {

        @Bean
        CacheBaseline headroomCacheBaseline(
                HeadroomCaches caches,
                ObjectProvider<ResponseCache> responses,
                InstantSource clock) {
            return new CacheBaseline(caches, responses::getIfAvailable, clock);
        }

        @Bean
        CacheController headroomCacheController(
                HeadroomCaches caches,
                ObjectProvider<ResponseCache> responses,
                CacheBaseline baseline,
                CacheWarmer warmer,
                OperatorGate gate) {
            return new CacheController(caches, responses, baseline, warmer, gate);
        }
    }
}
