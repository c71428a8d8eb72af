package io.headroom.spring.database;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.postgres.RefreshLimits;
import io.headroom.postgres.ViewRefresher;
import io.headroom.postgres.maintenance.Inspector;
import io.headroom.postgres.maintenance.MaintenanceWatch;
import io.headroom.postgres.maintenance.Optimizer;
import io.headroom.postgres.pool.BesidePool;
import io.headroom.spring.HeadroomHttpAutoConfiguration;
import io.headroom.spring.OperatorGate;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Inspects the database for what it needs done, and does the harmless part on request.
///
/// Idle, this costs one inspection each `headroom.postgres.maintenance.interval`, on a connection
/// of its own beside the pool, and two short statements of the pool every four seconds.
@AutoConfiguration(
        after = {HeadroomPoolAutoConfiguration.class, HeadroomHttpAutoConfiguration.class})
@ConditionalOnSingleCandidate(DataSource.class)
@ConditionalOnProperty(name = "headroom.postgres.maintenance.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MaintenanceProperties.class)
public class HeadroomMaintenanceAutoConfiguration {

    private static final Logger LOG =
            LoggerFactory.getLogger(HeadroomMaintenanceAutoConfiguration.class);

    @Bean
    MaintenanceMetrics headroomMaintenanceMetrics(ObjectProvider<MaintenanceWatch> watch) {
        return new MaintenanceMetrics(watch::getObject);
    }

    /// With the service's views, where it declared a [ViewRefresher].
    @Bean
    MaintenanceWatch headroomMaintenanceWatch(
            DataSource database,
            ObjectProvider<ViewRefresher> declared,
            ObjectProvider<InstantSource> clocks,
            MaintenanceProperties properties,
            MaintenanceMetrics metrics) {
        InstantSource clock = clocks.getIfAvailable(InstantSource::system);
        DataSource source = besidePool(database);
        Inspector inspector = new Inspector(source, properties.options(), clock);
        ViewRefresher views =
                declared.getIfUnique(() ->
                        new ViewRefresher(source, List.of(), RefreshLimits.defaults(), clock));
        MaintenanceWatch watch =
                new MaintenanceWatch(
                        database,
                        inspector,
                        views,
                        new Optimizer(
                                source,
                                inspector,
                                views,
                                properties.limits(),
                                clock,
                                System::nanoTime),
                        clock,
                        System::nanoTime,
                        metrics);
        watch.start(properties.interval());
        return watch;
    }

    /// A run may last for half an hour: it neither takes a connection from requests nor looks like
    /// a leak.
    private static DataSource besidePool(DataSource database) {
        try {
            if (database.isWrapperFor(HikariDataSource.class)) {
                return BesidePool.of(database.unwrap(HikariDataSource.class));
            }
        } catch (SQLException | IllegalArgumentException e) {
            LOG.info("maintenance takes its connections from the pool: {}", e.toString());
        }
        return database;
    }

    /// The operations' calls.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Calls {

        @Bean
        MaintenanceController headroomMaintenanceController(
                MaintenanceWatch watch, ObjectProvider<InstantSource> clocks, OperatorGate gate) {
            return new MaintenanceController(
                    watch, clocks.getIfAvailable(InstantSource::system), gate);
        }
    }
}
