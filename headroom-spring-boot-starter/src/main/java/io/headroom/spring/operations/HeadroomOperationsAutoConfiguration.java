package io.headroom.spring.operations;

import io.headroom.cache.HeadroomCaches;
import io.headroom.operations.Operations;
import io.headroom.operations.alert.delivery.AlertDesk;
import io.headroom.operations.health.FigureCheck;
import io.headroom.operations.health.HealthCheck;
import io.headroom.operations.health.ServiceLevelCheck;
import io.headroom.operations.history.FigureSource;
import io.headroom.operations.history.History;
import io.headroom.operations.node.MergingRules;
import io.headroom.operations.slo.SloDefinitions;
import io.headroom.operations.slo.SloFile;
import io.headroom.postgres.pool.DatabaseWatch;
import io.headroom.spring.HeadroomCacheAutoConfiguration;
import io.headroom.spring.HeadroomHttpAutoConfiguration;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.database.HeadroomPoolAutoConfiguration;
import io.headroom.spring.operations.node.HeadroomNodesAutoConfiguration;
import io.headroom.spring.operations.node.Peers;
import io.headroom.spring.timing.HeadroomTimingAutoConfiguration;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;

/// History, service levels, alerts and health of the service, and the calls that tell them.
///
/// Idle, this costs one thread that reads some forty figures each second, and 50 KB of memory a
/// figure; `docs/operations.md` says how much of a processor.
@AutoConfiguration(
        after = {
            HeadroomHttpAutoConfiguration.class,
            HeadroomTimingAutoConfiguration.class,
            HeadroomCacheAutoConfiguration.class,
            HeadroomPoolAutoConfiguration.class,
            HeadroomNodesAutoConfiguration.class
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnProperty(name = "headroom.operations.enabled", matchIfMissing = true)
@EnableConfigurationProperties(OperationsProperties.class)
public class HeadroomOperationsAutoConfiguration {

    @Bean
    @ConditionalOnMissingBean
    SloDefinitions headroomServiceLevels(OperationsProperties properties, ResourceLoader files)
            throws IOException {
        if (properties.sloFile().isEmpty()) {
            return SloFile.defaults();
        }
        String place =
                properties.sloFile().contains(":")
                        ? properties.sloFile()
                        : "file:" + properties.sloFile();
        try (InputStream file = files.getResource(place).getInputStream()) {
            return SloFile.read(properties.sloFile(), file);
        }
    }

    @Bean
    ServiceEvents headroomServiceEvents(
            SloDefinitions definitions, ObjectProvider<HeadroomCaches> caches) {
        return new ServiceEvents(
                definitions,
                () -> caches.stream().flatMap(each -> each.statistics().stream()).toList());
    }

    @Bean
    TrafficFigures headroomTrafficFigures() {
        return new TrafficFigures(System::nanoTime);
    }

    @Bean
    FigureSource headroomMachineFigures(OperationsProperties properties, Environment environment) {
        Path folder = properties.folder(environment);
        Path known = folder.toFile().exists() ? folder : Path.of("").toAbsolutePath();
        return new MachineFigures(known);
    }

    @Bean
    FigureSource headroomSchedulerLag() {
        return new SchedulerLag(System::nanoTime);
    }

    @Bean
    @ConditionalOnBean(HeadroomCaches.class)
    FigureSource headroomCacheFigures(HeadroomCaches caches) {
        return new CacheFigures(caches);
    }

    @Bean
    History headroomHistory(OperationsProperties properties, InstantSource clock) {
        return new History(properties.history(), clock, System::nanoTime);
    }

    @Bean
    HealthCheck headroomFigureCheck(History history) {
        return new FigureCheck(FigureCheck.shipped(), history::latest);
    }

    @Bean
    HealthCheck headroomServiceLevelCheck(ObjectProvider<Operations> operations) {
        return new ServiceLevelCheck(
                () -> operations.stream().findFirst().map(Operations::status).orElse(List.of()));
    }

    @Bean
    Operations headroomOperations(
            SloDefinitions definitions,
            ServiceEvents events,
            History history,
            ObjectProvider<FigureSource> sources,
            ObjectProvider<HealthCheck> checks,
            OperationsProperties properties,
            Environment environment,
            InstantSource clock) {
        return new Operations(
                new Operations.Watched(
                        definitions,
                        sources.orderedStream().toList(),
                        checks.orderedStream().toList(),
                        events.counts(),
                        properties.file("history", environment)),
                history,
                clock);
    }

    @Bean
    OperationsRounds headroomOperationsRounds(
            Operations operations,
            OperationsProperties properties,
            ObjectProvider<AlertDesk> desk) {
        return new OperationsRounds(
                operations,
                properties.saveInterval(),
                changes -> desk.ifAvailable(each -> each.changed(changes)));
    }

    @Bean
    OperationsMetrics headroomOperationsMetrics(ObjectProvider<Operations> operations) {
        return new OperationsMetrics(operations::getObject);
    }

    @Bean
    LiveSnapshot headroomLiveSnapshot(Operations operations, InstantSource clock) {
        return new LiveSnapshot(operations, clock);
    }

    @Bean
    AllNodes headroomAllNodes(
            Operations operations, Peers peers, MergingRules rules, InstantSource clock) {
        return new AllNodes(
                peers,
                new NodeStates(operations, peers, rules, clock),
                operations.slos().definitions(),
                rules,
                clock);
    }

    @Bean
    OperationsController headroomOperationsController(
            Operations operations, LiveSnapshot snapshot, AllNodes nodes, OperatorGate gate) {
        return new OperationsController(operations, snapshot, nodes, gate);
    }

    @Bean
    HistoryController headroomHistoryController(
            History history, AllNodes nodes, OperatorGate gate, InstantSource clock) {
        return new HistoryController(history, nodes, gate, clock);
    }

    @Bean
    NodesController headroomNodesController(AllNodes nodes, OperatorGate gate) {
        return new NodesController(nodes, gate);
    }

    /// The pool's figures, where there is one that is watched.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(DatabaseWatch.class)
    static class Pool {

        @Bean
        FigureSource headroomPoolFigures(DatabaseWatch watch) {
            return new PoolFigures(watch);
        }
    }
}
