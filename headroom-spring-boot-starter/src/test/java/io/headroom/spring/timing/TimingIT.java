package io.headroom.spring.timing;

import static io.headroom.spring.running.Answers.find;
import static io.headroom.spring.running.Answers.json;
import static io.headroom.spring.running.RunningService.OPERATIONS;
import static io.headroom.spring.running.RunningService.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.cache.Cache;
import io.headroom.cache.CacheOptions;
import io.headroom.cache.HeadroomCaches;
import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.http.timing.Part;
import io.headroom.http.timing.RequestProfile;
import io.headroom.postgres.jdbc.Execution;
import io.headroom.postgres.jdbc.StatementListener;
import io.headroom.spring.OperatorCheck;
import io.headroom.spring.RequestObserver;
import io.headroom.spring.running.RunningService;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/// A service with a pool of one connection to PostgreSQL, and a cache.
class TimingIT {

    private static TestDatabase database;
    private static RunningService service;

    @BeforeAll
    static void start() {
        database = TestServers.newDatabase();
        service =
                RunningService.start(
                        Service.class,
                        "--spring.threads.virtual.enabled=true",
                        "--headroom.http.slow.warn-after=100ms",
                        "--headroom.http.slow.log-after=150ms");
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    @Test
    void aStatementInsideALoadIsDatabaseAndTheRestOfTheLoadIsLoad() {
        service.get("/cached/1");
        JsonNode split = endpoint("/cached/{key}").get("split");
        assertThat(split.get("database").asDouble()).isGreaterThan(50);
        assertThat(split.get("load").asDouble()).isGreaterThan(20);
        assertThat(split.get("database").asDouble() + split.get("load").asDouble())
                .isLessThanOrEqualTo(endpoint("/cached/{key}").get("meanMillis").asDouble());
    }

    @Test
    void theWaitForAConnectionIsPoolWait() throws Exception {
        DataSource pool = service.bean(DataSource.class);
        Thread caller;
        try (Connection taken = pool.getConnection()) {
            assertThat(taken.isClosed()).isFalse();
            caller = Thread.ofVirtual().start(() -> service.get("/count"));
            HikariDataSource hikari = pool.unwrap(HikariDataSource.class);
            await().until(() -> hikari.getHikariPoolMXBean().getThreadsAwaitingConnection() > 0);
        }
        caller.join();
        assertThat(endpoint("/count").get("split").get("poolWait").asDouble()).isPositive();
    }

    @Test
    void writingTheBodyIsSerialisation() {
        service.get("/big");
        JsonNode split = endpoint("/big").get("split");
        assertThat(split.get("serialisation").asDouble()).isGreaterThan(50);
        assertThat(split.get("database").asDouble()).isZero();
    }

    @Test
    void aRouteShowsRateErrorsAndQuantiles() {
        service.get("/fails");
        service.get("/fails");
        JsonNode figures = endpoint("/fails");
        assertThat(figures.get("requests").asLong()).isEqualTo(2);
        assertThat(figures.get("errors").asLong()).isEqualTo(2);
        assertThat(figures.get("ratePerSecond").asDouble()).isPositive();
        for (String each : List.of("meanMillis", "p50Millis", "p95Millis", "p99Millis")) {
            assertThat(figures.get(each).asDouble()).as(each).isPositive();
        }
    }

    @Test
    void theFiguresAnswerUnderBothAddresses() {
        for (String path : List.of(OPERATIONS + "/endpoints", "/metrics/endpoints")) {
            HttpResponse<String> response = service.get(path);
            assertThat(response.statusCode()).isEqualTo(200);
            assertThat(json(response).get("success").asBoolean()).isTrue();
        }
    }

    @Test
    void prometheusHasDurationsAtServiceLevelsAndParts() {
        service.get("/big");
        String metrics = service.get("/metrics").body();
        assertThat(metrics)
                .contains(
                        "headroom_http_request_duration_seconds_bucket{endpoint=\"/big\","
                                + "method=\"GET\",status=\"200\",le=\"0.25\"}",
                        "headroom_http_request_part_seconds_total{endpoint=\"/big\","
                                + "part=\"serialisation\"}")
                .doesNotContain(
                        "headroom_http_request_part_seconds_total{endpoint=\"/big\","
                                + "part=\"recommendation\"}");
        assertThat(
                        metrics.lines()
                                .filter(line ->
                                        line.startsWith(
                                                "headroom_http_request_duration_seconds_bucket{endpoint=\"/big\"")))
                .hasSizeLessThanOrEqualTo(12);
    }

    @Test
    void aVerySlowRequestIsKeptWithItsContextAndWithoutSecrets() {
        HttpResponse<String> response =
                service.get(
                        "/slow/1?q=lamp&token=hunter2",
                        "Authorization",
                        "Bearer hunter2",
                        "X-Correlation-Id",
                        "slow-17");
        assertThat(response.statusCode()).isEqualTo(200);
        JsonNode slow = find(data().get("slowRequests"), "correlationId", "slow-17").orElseThrow();
        assertThat(slow.toString()).doesNotContain("hunter2");
        assertThat(slow.get("endpoint").asString()).isEqualTo("/slow/{key}");
        assertThat(slow.get("method").asString()).isEqualTo("GET");
        assertThat(slow.get("parameters").get("q").asString()).isEqualTo("lamp");
        assertThat(slow.get("caller").get("authentication").asString()).isEqualTo("Bearer");
        assertThat(slow.get("statements").get(0).get("sql").asString()).contains("pg_sleep");
        assertThat(slow.get("statements").get(0).get("millis").asDouble()).isGreaterThan(150);
        assertThat(slow.get("split").get("database").asDouble()).isGreaterThan(150);
        assertThat(slow.get("thread").asString()).isNotEmpty();
    }

    @Test
    void onlyOperatorsGetServerTiming() {
        assertThat(service.get("/count").headers().firstValue("Server-Timing")).isEmpty();
        HttpResponse<String> told = service.get("/count", "X-Operator", OPERATOR);
        assertThat(told.headers().firstValue("Server-Timing").orElseThrow())
                .contains("database;dur=", "pool_wait;dur=", "total;dur=");
        assertThat(
                        service.get("/nothing", "X-Operator", OPERATOR)
                                .headers()
                                .firstValue("Server-Timing"))
                .isPresent();
    }

    @Test
    void aRequestThatGoesOnAsynchronouslyEndsWhenItIsComplete() {
        assertThat(service.get("/async").body()).isEqualTo("done");
        JsonNode figures = endpoint("/async");
        assertThat(figures.get("requests").asLong()).isEqualTo(1);
        assertThat(figures.get("meanMillis").asDouble()).isGreaterThan(30);
    }

    @Test
    void aSimpleObserverIsToldOfEveryRequest() {
        service.get("/count");
        Seen seen = service.bean(Seen.class);
        await().untilAsserted(() -> assertThat(seen.endpoints).contains("/count"));
    }

    @Test
    void statementListenersAreToldOfEveryStatement() {
        service.get("/count");
        assertThat(service.bean(Statements.class).texts).contains(Service.COUNT);
    }

    @Test
    void statementsKnowTheRouteTheyRanForInLoadsToo() {
        service.get("/count");
        service.get("/cached/2");
        assertThat(service.bean(Statements.class).endpoints).contains("/count", "/cached/{key}");
    }

    @Test
    void aStreamOfRowsLeavesItsTransactionsConnectionOpen() {
        TransactionTemplate transaction =
                new TransactionTemplate(service.bean(PlatformTransactionManager.class));
        JdbcClient jdbc = service.bean(JdbcClient.class);
        List<Long> counts =
                transaction.execute(status -> {
                    try (var rows = jdbc.sql(Service.COUNT).query(Long.class).stream()) {
                        assertThat(rows).hasSize(1);
                    }
                    return jdbc.sql(Service.COUNT).query(Long.class).list();
                });
        assertThat(counts).hasSize(1);
    }

    @Test
    void aStatementKnowsTheConnectionItCameFrom() throws Exception {
        try (Connection connection = service.bean(DataSource.class).getConnection();
                Statement statement = connection.createStatement()) {
            assertThat(statement.getConnection()).isSameAs(connection);
            assertThat(statement.execute("SELECT 1")).isTrue();
        }
        assertThat(service.bean(Statements.class).texts).contains("SELECT 1");
    }

    @Test
    void theMetersAreInTheRegistryOnce() {
        assertThat(
                        service.bean(PrometheusMeterRegistry.class)
                                .find("headroom.http.rejected")
                                .counters())
                .hasSize(2);
    }

    /// The observers are told after the answer was written, which the caller may read first.
    private static JsonNode endpoint(String pattern) {
        return await().until(() -> route(pattern), found -> !found.isMissingNode());
    }

    private static JsonNode route(String pattern) {
        return find(data().get("endpoints"), "endpoint", pattern).orElse(MissingNode.getInstance());
    }

    private static JsonNode data() {
        return json(service.get(OPERATIONS + "/endpoints")).get("data");
    }

    static class Seen implements RequestObserver {
        final List<String> endpoints = new CopyOnWriteArrayList<>();

        @Override
        public void finished(String endpoint, String method, int status, long nanos) {
            endpoints.add(endpoint);
        }
    }

    static class Statements implements StatementListener {
        final List<String> texts = new CopyOnWriteArrayList<>();
        final List<String> endpoints = new CopyOnWriteArrayList<>();

        @Override
        public void executed(Execution execution) {
            texts.add(execution.sql());
            endpoints.add(execution.endpoint());
        }
    }

    @EnableAutoConfiguration
    @RestController
    static class Service {

        static final String COUNT = "SELECT count(*) FROM pg_class";

        private final JdbcClient jdbc;
        private final Cache<String, String> cache;

        Service(JdbcClient jdbc, HeadroomCaches caches) {
            this.jdbc = jdbc;
            this.cache = caches.localCache(CacheOptions.named("things"));
        }

        @Bean
        static HikariDataSource pool() {
            HikariDataSource pool = new HikariDataSource();
            pool.setDataSource(database.dataSource());
            pool.setMaximumPoolSize(1);
            return pool;
        }

        @Bean
        static OperatorCheck operators() {
            return request -> OPERATOR.equals(request.getHeader("X-Operator"));
        }

        @Bean
        static Seen seen() {
            return new Seen();
        }

        @Bean
        static Statements statements() {
            return new Statements();
        }

        private void sleep(double seconds) {
            var _ = jdbc.sql("SELECT pg_sleep(?)").param(seconds).query((row, n) -> n).list();
        }

        @GetMapping("/cached/{key}")
        String cached(@PathVariable String key) {
            return Objects.requireNonNull(
                    cache.getOrLoad(
                            key,
                            k -> {
                                sleep(0.06);
                                busyFor(30);
                                return "value";
                            }));
        }

        private static void busyFor(long millis) {
            long end = System.nanoTime() + millis * 1_000_000;
            while (System.nanoTime() < end) {
                Thread.onSpinWait();
            }
        }

        @GetMapping("/count")
        long count() {
            return jdbc.sql(COUNT).query(Long.class).single();
        }

        /// Takes its time while it is written.
        record Slow(int value) {
            public int getSlowly() {
                busyFor(60);
                return value;
            }
        }

        @GetMapping("/big")
        Slow big() {
            return new Slow(1);
        }

        @GetMapping("/fails")
        ResponseEntity<String> fails() {
            return ResponseEntity.status(HttpStatus.INTERNAL_SERVER_ERROR).body("no");
        }

        @GetMapping("/slow/{key}")
        Map<String, String> slow(@PathVariable String key) {
            try (var _ = RequestProfile.current().begin(Part.SEARCH)) {
                sleep(0.2);
            }
            return Map.of("key", key);
        }

        @GetMapping("/nothing")
        ResponseEntity<Void> nothing() {
            return ResponseEntity.noContent().build();
        }

        @GetMapping("/async")
        Callable<String> async() {
            return () -> {
                busyFor(40);
                return "done";
            };
        }
    }
}
