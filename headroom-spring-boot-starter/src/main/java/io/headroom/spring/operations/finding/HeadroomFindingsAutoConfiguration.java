package io.headroom.spring.operations.finding;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.warmup.CacheWarmer;
import io.headroom.lock.Locks;
import io.headroom.operations.Operations;
import io.headroom.operations.finding.ActionRunner;
import io.headroom.operations.finding.AutoTune;
import io.headroom.operations.finding.Changes;
import io.headroom.operations.finding.FactSource;
import io.headroom.operations.finding.FindingRule;
import io.headroom.operations.finding.Findings;
import io.headroom.operations.finding.rules.ShippedRules;
import io.headroom.postgres.ViewRefresher;
import io.headroom.postgres.maintenance.MaintenanceWatch;
import io.headroom.postgres.pool.DatabaseWatch;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.cacheoperations.HeadroomCacheOperationsAutoConfiguration;
import io.headroom.spring.database.HeadroomMaintenanceAutoConfiguration;
import io.headroom.spring.database.HeadroomPoolAutoConfiguration;
import io.headroom.spring.lock.HeadroomLockAutoConfiguration;
import io.headroom.spring.operations.HeadroomOperationsAutoConfiguration;
import io.headroom.spring.operations.OperationsProperties;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnSingleCandidate;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

/// Findings, their actions, auto-tune, and the calls that tell them.
///
/// Beans of the types [FactSource], [FindingRule] and [ActionRunner] are taken up beside the
/// shipped ones. Idle, this costs one thread that looks every five seconds; a request costs a few
/// counters, a borrowed connection the same.
@AutoConfiguration(
        after = {
            HeadroomOperationsAutoConfiguration.class,
            HeadroomPoolAutoConfiguration.class,
            HeadroomLockAutoConfiguration.class,
            HeadroomMaintenanceAutoConfiguration.class,
            HeadroomCacheOperationsAutoConfiguration.class
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(Operations.class)
@EnableConfigurationProperties(AutoTuneProperties.class)
public class HeadroomFindingsAutoConfiguration {

    @Bean
    RouteFacts headroomRouteFacts() {
        return new RouteFacts(System::nanoTime);
    }

    @Bean
    Findings headroomFindings(
            ObjectProvider<FactSource> sources,
            ObjectProvider<FindingRule> rules,
            Operations operations,
            InstantSource clock) {
        return new Findings(
                new Findings.Watched(
                        sources.orderedStream().toList(),
                        Stream.concat(ShippedRules.all().stream(), rules.orderedStream()).toList(),
                        operations.history()::mean,
                        operations::status),
                clock,
                System::nanoTime);
    }

    @Bean
    Changes headroomChanges(
            Findings findings,
            ObjectProvider<ActionRunner> runners,
            Operations operations,
            OperationsProperties properties,
            Environment environment,
            InstantSource clock) {
        List<ActionRunner> all = runners.orderedStream().toList();
        return new Changes(
                properties.file("changes", environment),
                all,
                operations.history(),
                findings,
                clock,
                System::nanoTime);
    }

    @Bean
    AutoTune headroomAutoTune(
            Findings findings,
            Changes changes,
            AutoTuneProperties properties,
            InstantSource clock) {
        return new AutoTune(findings, changes, properties.bounds(), clock);
    }

    @Bean
    FindingRounds headroomFindingRounds(
            Findings findings, Changes changes, AutoTune autoTune, AutoTuneProperties properties) {
        return new FindingRounds(
                findings,
                changes,
                autoTune,
                properties.enabled() ? properties.every() : Duration.ZERO);
    }

    @Bean
    FindingsController headroomFindingsController(
            Findings findings,
            Changes changes,
            AutoTune autoTune,
            AutoTuneProperties properties,
            OperatorGate gate) {
        return new FindingsController(findings, changes, autoTune, properties.enabled(), gate);
    }

    /// The caches' part.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(HeadroomCaches.class)
    static class Caches {

        @Bean
        CacheFacts headroomCacheFacts(HeadroomCaches caches) {
            return new CacheFacts(caches, System::nanoTime);
        }

        @Bean
        CacheRunner headroomCacheRunner(HeadroomCaches caches) {
            return new CacheRunner(caches);
        }
    }

    /// The pool's part, and that of the database's sessions.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(DatabaseWatch.class)
    static class Database {

        @Bean
        static PoolTimes headroomPoolTimes() {
            return new PoolTimes(System::nanoTime);
        }

        @Bean
        DatabaseFacts headroomDatabaseFacts(DatabaseWatch watch, PoolTimes times) {
            return new DatabaseFacts(watch, times, System::nanoTime);
        }

        @Bean
        PoolRunner headroomPoolRunner(DataSource database, DatabaseWatch watch)
                throws SQLException {
            return new PoolRunner(database.unwrap(HikariDataSource.class), watch.pool().name());
        }

        @Bean
        SessionRunner headroomSessionRunner(DatabaseWatch watch) {
            return new SessionRunner(watch.termination());
        }
    }

    /// The part of caches that something can warm.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(CacheWarmer.class)
    static class WarmUps {

        @Bean
        CacheWarmUps headroomCacheWarmUps(CacheWarmer warmer) {
            return new CacheWarmUps(warmer);
        }
    }

    /// The part of the views that the service refreshes.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(MaintenanceWatch.class)
    @ConditionalOnSingleCandidate(ViewRefresher.class)
    static class Views {

        @Bean
        DatabaseViews headroomDatabaseViews(
                ViewRefresher refresher, MaintenanceWatch watch, InstantSource clock) {
            return new DatabaseViews(refresher, watch::last, clock);
        }
    }

    /// The locks' part.
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnBean(Locks.class)
    static class ServiceLocks {

        @Bean
        LockFacts headroomLockFacts(Locks locks) {
            return new LockFacts(locks, System::nanoTime);
        }
    }
}
