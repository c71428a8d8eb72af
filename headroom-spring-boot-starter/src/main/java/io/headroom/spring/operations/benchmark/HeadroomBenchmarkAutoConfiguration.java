package io.headroom.spring.operations.benchmark;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.cache.HeadroomCaches;
import io.headroom.lock.Locks;
import io.headroom.operations.capacity.Capacity;
import io.headroom.operations.capacity.CapacityEngine;
import io.headroom.operations.history.History;
import io.headroom.spring.HeadroomCacheAutoConfiguration;
import io.headroom.spring.HeadroomCacheProperties;
import io.headroom.spring.OperatorGate;
import io.headroom.spring.lock.HeadroomLockAutoConfiguration;
import io.headroom.spring.operations.HeadroomOperationsAutoConfiguration;
import io.headroom.spring.operations.ThreadsOnDemand;
import io.headroom.spring.operations.capacity.HeadroomCapacityAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import tools.jackson.databind.json.JsonMapper;

/// Benchmarks on request.
///
/// Idle, this costs nothing: its threads end a minute after a run.
@AutoConfiguration(
        after = {
            HeadroomOperationsAutoConfiguration.class,
            HeadroomCapacityAutoConfiguration.class,
            HeadroomCacheAutoConfiguration.class,
            HeadroomLockAutoConfiguration.class
        })
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(History.class)
@ConditionalOnProperty(name = BenchmarkProperties.PREFIX + ".enabled", matchIfMissing = true)
@EnableConfigurationProperties(BenchmarkProperties.class)
public class HeadroomBenchmarkAutoConfiguration {

    @Bean
    Benchmark headroomJsonBenchmark(JsonMapper json) {
        return new JsonBenchmark(json);
    }

    @Bean
    BenchmarkThreads headroomBenchmarkThreads() {
        return new BenchmarkThreads();
    }

    /// One thread that measures, and one that watches it.
    static final class BenchmarkThreads extends ThreadsOnDemand {

        BenchmarkThreads() {
            super("headroom-benchmark", 2);
        }
    }

    @Bean
    BenchmarkRunner headroomBenchmarkRunner(
            ObjectProvider<Benchmark> benchmarks,
            ObjectProvider<HeadroomCaches> caches,
            HeadroomCacheProperties cacheProperties,
            ObjectProvider<DataSource> sources,
            ObjectProvider<Locks> locks,
            ObjectProvider<CapacityEngine> capacity,
            History history,
            MeterRegistry meters,
            BenchmarkProperties properties,
            BenchmarkThreads threads,
            InstantSource clock) {
        List<Benchmark> all = new ArrayList<>(benchmarks.orderedStream().toList());
        caches.ifUnique(_ -> all.add(new CacheBenchmark(cacheProperties.sharedTier())));
        cacheProperties.sharedTier().map(RedisBenchmark::new).ifPresent(all::add);
        sources.ifUnique(source -> {
            if (isPool(source)) {
                all.add(new DatabaseBenchmark(source));
            }
        });
        locks.ifUnique(known -> {
            if (!known.tiers().isEmpty()) {
                all.add(new LockBenchmark(known));
            }
        });
        return new BenchmarkRunner(
                all,
                properties.options(),
                new WatchedLoad(
                        history,
                        meters,
                        latest(capacity),
                        properties,
                        Runtime.getRuntime().availableProcessors()),
                threads.executor(),
                clock,
                System::nanoTime);
    }

    private static Supplier<Capacity> latest(ObjectProvider<CapacityEngine> engines) {
        CapacityEngine engine = engines.getIfAvailable();
        return engine == null
                ? () -> new Capacity.Unknown(Double.NaN, "nobody estimates it.", List.of())
                : () -> engine.latest().capacity();
    }

    private static boolean isPool(DataSource source) {
        try {
            return source.isWrapperFor(HikariDataSource.class);
        } catch (SQLException e) {
            return false;
        }
    }

    @Bean
    BenchmarksController headroomBenchmarksController(BenchmarkRunner runner, OperatorGate gate) {
        return new BenchmarksController(runner, gate);
    }
}
