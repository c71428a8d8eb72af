package io.headroom.spring.database;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.postgres.plan.ExplainLimits;
import io.headroom.postgres.plan.FreeSql;
import io.headroom.postgres.pool.BesidePool;
import io.headroom.postgres.statement.SeenStatements;
import io.headroom.postgres.statement.StatementPlans;
import io.headroom.postgres.statement.StatementWatch;
import io.headroom.spring.DependencyCheck;
import io.headroom.spring.OperatorGate;
import java.sql.SQLException;
import java.time.InstantSource;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.datasource.UserCredentialsDataSourceAdapter;

/// Watches what the database's statements cost, and explains their plans.
///
/// Idle, this costs one borrowed connection and two statements each
/// `headroom.postgres.statements.interval`, and the plans of the most expensive statements each
/// `plan-interval`; an execution of the service a look-up and an addition.
@AutoConfiguration(after = {DataSourceAutoConfiguration.class, HeadroomJdbcAutoConfiguration.class})
@EnableConfigurationProperties(StatementProperties.class)
@ConditionalOnSingleCandidate(DataSource.class)
@ConditionalOnProperty(name = StatementProperties.PREFIX + ".watch", matchIfMissing = true)
public class HeadroomStatementsAutoConfiguration {

    @Bean
    SeenStatements headroomSeenStatements(StatementProperties properties) {
        return new SeenStatements(properties.options());
    }

    @Bean(destroyMethod = "close")
    StatementWatch headroomStatementWatch(
            DataSource database,
            SeenStatements seen,
            StatementProperties properties,
            InstantSource clock) {
        return new StatementWatch(database, seen, properties.options(), clock);
    }

    @Bean
    StatementRounds headroomStatementRounds(StatementWatch watch) {
        return new StatementRounds(watch);
    }

    @Bean
    StatementPlans headroomStatementPlans(DataSource database, StatementWatch watch) {
        return new StatementPlans(database, watch, ExplainLimits.defaults());
    }

    @Bean
    StatementReset headroomStatementReset(StatementWatch watch, InstantSource clock) {
        return new StatementReset(watch, clock);
    }

    @Bean
    FreeSqlLog headroomFreeSqlLog() {
        return new FreeSqlLog();
    }

    @Bean
    StatementMetrics headroomStatementMetrics(StatementWatch watch, FreeSqlLog freeSql) {
        return new StatementMetrics(watch, freeSql);
    }

    @Bean
    DependencyCheck headroomStatementCheck(StatementWatch watch) {
        return new StatementCheck(watch);
    }

    /// Free SQL, on connections of its own beside the pool.
    @Bean
    @ConditionalOnProperty(StatementProperties.PREFIX + ".free-sql.enabled")
    FreeSql headroomFreeSql(DataSource database, StatementProperties properties, FreeSqlLog audit)
            throws SQLException {
        StatementProperties.FreeSqlProperties free = properties.freeSql();
        DataSource connections = BesidePool.of(database.unwrap(HikariDataSource.class));
        if (!free.username().isEmpty()) {
            UserCredentialsDataSourceAdapter as = new UserCredentialsDataSourceAdapter();
            as.setTargetDataSource(connections);
            as.setUsername(free.username());
            as.setPassword(free.password());
            connections = as;
        }
        return new FreeSql(
                connections, free.options(), ExplainLimits.defaults(), audit, System::nanoTime);
    }

    /// The operations' calls.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
    static class Calls {

        @Bean
        StatementsController headroomStatementsController(
                StatementWatch watch,
                StatementPlans plans,
                StatementReset reset,
                ObjectProvider<FreeSql> freeSql,
                OperatorGate gate) {
            return new StatementsController(watch, plans, reset, freeSql.getIfAvailable(), gate);
        }
    }
}
