package io.headroom.spring.operations.alert;

import io.headroom.jobs.HandledJob;
import io.headroom.jobs.Jobs;
import io.headroom.operations.Operations;
import io.headroom.operations.alert.delivery.AlertBook;
import io.headroom.operations.alert.delivery.AlertDesk;
import io.headroom.operations.alert.delivery.AlertQueue;
import io.headroom.operations.alert.delivery.AlertRoutes;
import io.headroom.operations.alert.delivery.JdbcAlertBook;
import io.headroom.spring.NodeName;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.jobs.HeadroomJobsAutoConfiguration;
import io.headroom.spring.operations.HeadroomOperationsAutoConfiguration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/// The calls of alerts, what operators say about them, and who is told.
///
/// Idle, this costs a thread and two small statements each `headroom.operations.alerts.interval`,
/// where there is a database.
@AutoConfiguration(
        after = {HeadroomOperationsAutoConfiguration.class, HeadroomJobsAutoConfiguration.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(name = "headroom.operations.enabled", matchIfMissing = true)
@EnableConfigurationProperties(AlertsProperties.class)
public class HeadroomAlertsAutoConfiguration {

    @Bean
    AlertChannels headroomAlertChannels(
            AlertsProperties properties,
            ObjectProvider<AlertChannel> added,
            ObjectProvider<Jobs> jobs,
            ObjectProvider<DataSource> database,
            InstantSource clock) {
        Map<String, AlertChannel> channels =
                AlertChannels.of(properties, added.orderedStream().toList(), clock);
        Jobs queues = jobs.getIfUnique();
        if (queues != null) {
            refuseWithoutQueue(channels, queues.queues().keySet());
        }
        String reason = "";
        if (!channels.isEmpty() && queues == null) {
            reason = "there are no jobs: headroom.jobs.queues is not configured";
        } else if (!channels.isEmpty()
                && (!properties.shared() || database.getIfUnique() == null)) {
            reason = unshared(properties);
        }
        return new AlertChannels(channels, reason);
    }

    private static void refuseWithoutQueue(Map<String, AlertChannel> channels, Set<String> queues) {
        for (AlertChannel channel : channels.values()) {
            if (!queues.contains(channel.queue())) {
                throw new IllegalArgumentException(
                        "the alert channel '%s' needs headroom.jobs.queues.%s; there are %s"
                                .formatted(channel.name(), channel.queue(), new TreeSet<>(queues)));
            }
        }
    }

    private static String unshared(AlertsProperties properties) {
        return properties.shared()
                ? "there is no database, or more than one: acknowledgements and silences end with the process"
                : "%s.shared is false: acknowledgements and silences end with the process"
                        .formatted(AlertsProperties.PREFIX);
    }

    @Bean
    AlertRoutes headroomAlertRoutes(
            AlertsProperties properties, AlertChannels channels, Environment environment) {
        return new AlertRoutes(
                environment.getProperty("spring.application.name", "service"),
                properties.runbooks(),
                properties.routesTo(channels.canSend() ? channels.byName().keySet() : Set.of()),
                properties.messagesPerMinute());
    }

    @Bean
    AlertDesk headroomAlertDesk(
            Operations operations,
            AlertsProperties properties,
            AlertChannels channels,
            AlertRoutes routes,
            ObjectProvider<DataSource> database,
            ObjectProvider<Jobs> jobs,
            InstantSource clock,
            Environment environment) {
        DataSource shared = properties.shared() ? database.getIfUnique() : null;
        AlertQueue queue =
                channels.canSend()
                        ? new JobAlertQueue(jobs::getObject, channels.byName())
                        : AlertQueue.NONE;
        AlertBook book =
                shared == null
                        ? new AlertBook.None(unshared(properties))
                        : new JdbcAlertBook(shared, routes, queue, clock);
        return new AlertDesk(
                operations.alerts(), operations::why, book, NodeName.of(environment), clock);
    }

    @Bean
    AlertDeliveries headroomAlertDeliveries(
            AlertChannels channels, ObjectProvider<AlertDesk> desk, InstantSource clock) {
        return new AlertDeliveries(channels, desk::getObject, clock);
    }

    @Bean
    AlertRounds headroomAlertRounds(
            AlertDesk desk,
            AlertChannels channels,
            AlertRoutes routes,
            AlertsProperties properties) {
        return new AlertRounds(desk, channels, routes.channels(), properties.interval());
    }

    @Bean
    AlertsController headroomAlertsController(
            Operations operations,
            AlertDesk desk,
            AlertDeliveries deliveries,
            AlertRoutes routes,
            OperatorGate gate,
            InstantSource clock) {
        return new AlertsController(operations, desk, deliveries, routes, gate, clock);
    }

    /// Where there are jobs.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(Jobs.class)
    static class Delivery {

        /// Each message names its own queue; that of the type is any there is.
        @Bean
        HandledJob<AlertJob> headroomAlertMessages(AlertDeliveries deliveries, Jobs jobs) {
            return new HandledJob<>(
                    AlertJob.type(jobs.queues().keySet().iterator().next()), deliveries::deliver);
        }
    }
}
