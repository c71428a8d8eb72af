package io.headroom.spring.database;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.postgres.advisor.Advice;
import io.headroom.postgres.advisor.ExtendAdvisor;
import io.headroom.postgres.advisor.IndexAdvisor;
import io.headroom.postgres.advisor.SandboxServer;
import io.headroom.postgres.index.DiskSpace;
import io.headroom.postgres.index.IndexChanges;
import io.headroom.postgres.pool.BesidePool;
import io.headroom.postgres.statement.Workload;
import io.headroom.spring.NodeName;
import io.headroom.spring.OperatorGate;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/// Suggests indexes for the service's workload, and makes those that an operator applies.
///
/// Idle, this costs two short statements each four seconds, and a look at the statements in memory
/// each five. The advisor looks each `headroom.postgres.indexes.advise-every` whether the workload
/// changed; where it did, and at once where a statement became much slower, it searches at the pace
/// of `advice-work-share`, in the sandbox where there is one.
@AutoConfiguration(
        after = {DataSourceAutoConfiguration.class, HeadroomPoolAutoConfiguration.class},
        afterName = "io.headroom.spring.database.HeadroomStatementsAutoConfiguration")
@EnableConfigurationProperties(IndexProperties.class)
public class HeadroomIndexAutoConfiguration {

    /// Advice and changes, where one database is the service's.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(HikariDataSource.class)
    @ConditionalOnSingleCandidate(DataSource.class)
    @ConditionalOnProperty(name = "headroom.postgres.indexes.enabled", matchIfMissing = true)
    static class Indexes {

        @Bean
        @ConditionalOnMissingBean
        @ConditionalOnProperty("headroom.postgres.indexes.sandbox.url")
        SandboxServer headroomSandboxServer(IndexProperties properties) {
            return new ConfiguredSandbox(properties.sandbox());
        }

        /// In the sandbox, else by HypoPG; what is missing stands in the answers.
        @Bean
        @ConditionalOnMissingBean
        IndexAdvisor headroomIndexAdvisor(
                DataSource database,
                ObjectProvider<SandboxServer> sandbox,
                IndexProperties properties) {
            SandboxServer server = sandbox.getIfAvailable();
            if (server != null) {
                return ExtendAdvisor.inSandbox(
                        database, server, properties.advisor(), System::nanoTime);
            }
            IndexAdvisor hypoPg =
                    ExtendAdvisor.withHypoPg(database, properties.advisor(), System::nanoTime);
            return (workload, budget) -> {
                if (hasHypoPg(database)) {
                    return hypoPg.suggest(workload, budget);
                }
                return Advice.none(
                        List.of(
                                "indexes cannot be tried: name a sandbox server in "
                                        + IndexProperties.PREFIX
                                        + ".sandbox, or CREATE EXTENSION hypopg"));
            };
        }

        @Bean
        IndexAdviceRounds headroomIndexAdvice(
                IndexAdvisor advisor,
                ObjectProvider<Workload> workload,
                IndexChanges changes,
                IndexProperties properties,
                InstantSource clock) {
            return new IndexAdviceRounds(
                    advisor,
                    workload.getIfAvailable(() -> List::of),
                    properties.indexBudget(),
                    properties.adviseFirstAfter(),
                    properties.adviseEvery(),
                    () -> ended(changes),
                    clock,
                    System::nanoTime);
        }

        /// The changes that made or dropped an index.
        private static List<String> ended(IndexChanges changes) {
            return changes.recent().stream()
                    .filter(change -> !change.state().isOpen())
                    .map(change -> change.id() + " " + change.state().label())
                    .toList();
        }

        @Bean
        IndexChanges headroomIndexChanges(
                DataSource database,
                ObjectProvider<Workload> workload,
                ObjectProvider<DiskSpace> diskSpace,
                IndexProperties properties,
                InstantSource clock,
                Environment environment)
                throws SQLException {
            return new IndexChanges(
                    database,
                    BesidePool.of(database.unwrap(HikariDataSource.class)),
                    properties.changes(),
                    diskSpace.getIfAvailable(DiskSpace::ofLocalServer),
                    workload.getIfAvailable(() -> List::of),
                    NodeName.of(environment),
                    clock,
                    System::nanoTime);
        }

        @Bean
        IndexChangeRounds headroomIndexChangeRounds(
                IndexChanges changes, IndexProperties properties) {
            return new IndexChangeRounds(changes, properties.apply());
        }

        @Bean
        IndexFindings headroomIndexFindings(
                IndexAdviceRounds advice,
                IndexChanges changes,
                IndexChangeRounds rounds,
                IndexProperties properties) {
            return new IndexFindings(advice, changes, rounds, properties.apply());
        }

        @Bean
        IndexMetrics headroomIndexMetrics(IndexAdviceRounds advice, IndexChanges changes) {
            return new IndexMetrics(advice, changes);
        }

        /// The operations' calls.
        @Configuration(proxyBeanMethods = false)
        @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
        static class Calls {

            @Bean
            IndexSuggestionsController headroomIndexSuggestionsController(
                    IndexAdviceRounds advice,
                    IndexChanges changes,
                    IndexChangeRounds rounds,
                    IndexProperties properties,
                    OperatorGate gate) {
                return new IndexSuggestionsController(
                        advice, changes, rounds, properties.apply(), gate);
            }
        }
    }

    private static boolean hasHypoPg(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                var statement = connection.createStatement();
                var row =
                        statement.executeQuery(
                                "SELECT /* headroom */ FROM pg_extension WHERE extname = 'hypopg'")) {
            return row.next();
        }
    }
}
