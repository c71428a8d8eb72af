package io.headroom.spring.database;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.postgres.jdbc.Borrows;
import io.headroom.postgres.jdbc.ObservedDataSource;
import io.headroom.postgres.pool.BesidePool;
import io.headroom.postgres.pool.ConnectionLimits;
import io.headroom.postgres.pool.DatabaseWatch;
import io.headroom.postgres.pool.PoolSettings;
import io.headroom.postgres.pool.PoolWatch;
import io.headroom.postgres.session.DeadlockWatch;
import io.headroom.postgres.session.SessionTermination;
import io.headroom.postgres.session.SessionWatch;
import io.headroom.spring.DependencyCheck;
import io.headroom.spring.OperatorGate;
import java.sql.SQLException;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Role;
import org.springframework.core.env.Environment;

/// Sizes HikariCP pools, lets the server limit their connections, and watches the service's pool
/// and the sessions of its server.
///
/// Idle, this costs one connection of the server and two small statements each
/// `headroom.postgres.sessions.interval`.
@AutoConfiguration(after = {DataSourceAutoConfiguration.class, HeadroomJdbcAutoConfiguration.class})
@EnableConfigurationProperties({PoolProperties.class, SessionProperties.class})
public class HeadroomPoolAutoConfiguration {

    /// After `spring.datasource.hikari.*` was bound, and before the pool starts.
    @Bean
    @Role(BeanDefinition.ROLE_INFRASTRUCTURE)
    static BeanPostProcessor headroomPoolSettings(Environment environment) {
        return new BeanPostProcessor() {
            @Override
            public Object postProcessBeforeInitialization(Object bean, String name) {
                if (bean instanceof HikariDataSource pool && !pool.isRunning()) {
                    PoolProperties properties =
                            Binder.get(environment)
                                    .bindOrCreate(PoolProperties.PREFIX, PoolProperties.class);
                    PoolSettings settings = properties.settings();
                    ConnectionLimits limits = properties.limits(applicationName(environment));
                    settings.applyTo(pool);
                    limits.applyTo(pool);
                }
                return bean;
            }
        };
    }

    private static String applicationName(Environment environment) {
        return environment.getProperty("spring.application.name", "");
    }

    /// The watch over the service's pool, where that is one of HikariCP.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(HikariDataSource.class)
    @ConditionalOnSingleCandidate(DataSource.class)
    @ConditionalOnProperty(name = "headroom.postgres.pool.watch", matchIfMissing = true)
    static class Watch {

        @Bean
        Borrows headroomBorrows(PoolProperties properties) {
            return PoolProperties.named(
                    PoolProperties.PREFIX, () -> new Borrows(properties.placeOfEvery()));
        }

        @Bean
        PoolWatch headroomPoolWatch(
                DataSource database,
                Borrows borrows,
                PoolProperties properties,
                InstantSource clock)
                throws SQLException {
            return new PoolWatch(
                    database.unwrap(ObservedDataSource.class).name(),
                    database.unwrap(HikariDataSource.class),
                    borrows,
                    properties.options(),
                    clock,
                    System::nanoTime);
        }

        @Bean
        SessionWatch headroomSessionWatch(
                DataSource database,
                Borrows borrows,
                PoolProperties pool,
                SessionProperties properties,
                InstantSource clock,
                Environment environment)
                throws SQLException {
            return new SessionWatch(
                    BesidePool.of(database.unwrap(HikariDataSource.class)),
                    pool.limits(applicationName(environment)).applicationName(),
                    properties.options(),
                    borrows,
                    clock);
        }

        @Bean
        DeadlockWatch headroomDeadlockWatch(SessionWatch sessions) {
            return sessions.deadlocks();
        }

        @Bean
        SessionTermination headroomSessionTermination(
                SessionWatch sessions, SessionProperties properties, InstantSource clock) {
            return PoolProperties.named(
                    SessionProperties.PREFIX,
                    () -> new SessionTermination(sessions, properties.terminations(), clock));
        }

        @Bean
        DatabaseWatch headroomDatabaseWatch(
                PoolWatch pool,
                SessionWatch sessions,
                SessionTermination termination,
                SessionProperties properties) {
            return PoolProperties.named(
                    SessionProperties.PREFIX,
                    () ->
                            new DatabaseWatch(
                                    pool,
                                    sessions,
                                    termination,
                                    properties.interval(),
                                    System::nanoTime));
        }

        @Bean
        DatabaseWatchRounds headroomDatabaseWatchRounds(DatabaseWatch watch) {
            return new DatabaseWatchRounds(watch);
        }

        @Bean
        PoolMetrics headroomPoolMetrics(ObjectProvider<DatabaseWatch> watch) {
            return new PoolMetrics(watch::getObject);
        }

        @Bean
        DependencyCheck headroomPoolCheck(DatabaseWatch watch) {
            return new PoolCheck(watch);
        }

        /// The operations' calls.
        @Configuration(proxyBeanMethods = false)
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        static class Calls {

            @Bean
            PoolController headroomPoolController(DatabaseWatch watch, OperatorGate gate) {
                return new PoolController(watch, gate);
            }
        }
    }
}
