package io.headroom.spring.lock;

import io.headroom.lock.Locks;
import io.headroom.spring.DependencyCheck;
import io.headroom.spring.HeadroomCacheAutoConfiguration;
import io.headroom.spring.HeadroomCacheProperties;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;
import org.springframework.transaction.PlatformTransactionManager;

/// Locks on the Redis of `headroom.cache`, or one of their own, and on the service's database.
///
/// Idle, this costs one command to Redis each `headroom.http.health-interval`, and the connection
/// for it; PostgreSQL is asked when the first lock is taken.
@AutoConfiguration(
        after = {HeadroomCacheAutoConfiguration.class, DataSourceAutoConfiguration.class})
@ConditionalOnProperty(name = "headroom.lock.enabled", matchIfMissing = true)
@EnableConfigurationProperties(LockProperties.class)
public class HeadroomLockAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    Locks headroomLocks(
            LockProperties properties,
            HeadroomCacheProperties caches,
            ObjectProvider<DataSource> database,
            LockMetrics metrics) {
        Locks.Builder builder = Locks.builder().redis(properties.servers(caches)).listener(metrics);
        database.ifUnique(builder::database);
        return builder.build();
    }

    @Bean
    LockMetrics headroomLockMetrics(ObjectProvider<Locks> locks) {
        return new LockMetrics(locks::getObject);
    }

    @Bean
    DependencyCheck headroomLockCheck(Locks locks) {
        return new LockCheck(locks);
    }

    @Bean
    @ConditionalOnBean(DataSource.class)
    FenceRounds headroomFenceRounds(Locks locks, LockProperties properties) {
        return new FenceRounds(locks, properties.keepFences());
    }

    @Bean
    LockedCalls headroomLockedCalls(
            Locks locks,
            ObjectProvider<DataSource> database,
            ObjectProvider<PlatformTransactionManager> transactions) {
        return new LockedCalls(locks, database, transactions);
    }

    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static LockedPostProcessor headroomLockedMethods(
            ObjectProvider<LockProperties> properties,
            ObjectProvider<LockedCalls> calls,
            Environment environment) {
        Supplier<LockedCalls> provider = calls::getObject;
        return new LockedPostProcessor(
                new LockedMethods(
                        () -> properties.getObject().defaults(),
                        environment::resolveRequiredPlaceholders),
                provider);
    }
}
