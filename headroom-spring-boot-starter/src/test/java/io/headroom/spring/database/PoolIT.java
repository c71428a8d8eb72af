package io.headroom.spring.database;

import static io.headroom.spring.running.Answers.data;
import static io.headroom.spring.running.RunningService.OPERATIONS;
import static io.headroom.spring.running.RunningService.OPERATOR;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.spring.OperatorCheck;
import io.headroom.spring.running.RunningService;
import java.io.UncheckedIOException;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.StreamSupport;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.JsonNode;

/// A service of the starter on PostgreSQL whose pool Spring Boot makes.
class PoolIT {

    private static TestDatabase database;
    private static RunningService service;

    @BeforeAll
    static void start() {
        database = TestServers.newDatabase();
        service =
                RunningService.start(
                        Service.class,
                        database,
                        "--spring.application.name=shop",
                        "--spring.datasource.hikari.maximum-pool-size=4",
                        "--headroom.postgres.pool.minimum-size=2",
                        "--headroom.postgres.pool.lock-timeout=7s",
                        "--headroom.postgres.pool.leak-after=300ms",
                        "--headroom.postgres.pool.place-of-every=1",
                        "--headroom.postgres.sessions.interval=500ms",
                        "--headroom.postgres.sessions.long-running=300ms",
                        "--headroom.postgres.sessions.idle-in-transaction=300ms",
                        "--headroom.postgres.sessions.termination=on-request",
                        "--headroom.http.health-interval=500ms");
    }

    @AfterAll
    static void stop() {
        service.close();
        database.close();
    }

    @AfterEach
    void giveBack() throws SQLException {
        for (Connection each : Service.KEPT) {
            each.close();
        }
        Service.KEPT.clear();
    }

    @Test
    void thePoolIsSizedAndLimitedByBothConfigurations() throws Exception {
        HikariDataSource pool = service.bean(DataSource.class).unwrap(HikariDataSource.class);
        assertThat(pool.getMaximumPoolSize()).isEqualTo(4);
        assertThat(pool.getMinimumIdle()).isEqualTo(2);
        assertThat(pool.getIdleTimeout()).isEqualTo(10_000);
        JdbcClient jdbc = service.bean(JdbcClient.class);
        assertThat(jdbc.sql("SHOW lock_timeout").query(String.class).single()).isEqualTo("7s");
        assertThat(jdbc.sql("SHOW application_name").query(String.class).single())
                .isEqualTo("shop");
    }

    @Test
    void thePoolAnswersUnderBothAddresses() {
        for (String path : List.of(OPERATIONS + "/pool", "/metrics/pool")) {
            JsonNode pool = service.data(path);
            assertThat(pool.get("maximumSize").asInt()).isEqualTo(4);
            assertThat(pool.get("utilisation").asDouble()).isBetween(0.0, 1.0);
            assertThat(pool.get("terminations").get("options").get("mode").asString())
                    .isEqualTo("ON_REQUEST");
        }
        await().until(() ->
                service.data(OPERATIONS + "/pool").get("server").get("reachable").asBoolean());
        JsonNode server = service.data(OPERATIONS + "/pool").get("server");
        assertThat(server.get("application").asString()).isEqualTo("shop");
        assertThat(server.get("missing")).isEmpty();
    }

    @Test
    void aLeakIsShownWithItsRouteAndItsPlace() {
        service.get("/leak");
        JsonNode leak = await().until(() -> leakOf("/leak"), each -> each != null);
        assertThat(leak.get("holder").get("place").get(0).asString()).contains("Service.leak");
        await().untilAsserted(() ->
                assertThat(service.get("/health/ready").body()).contains("seem to leak"));
    }

    /// What an earlier test kept may still be listed.
    private static @Nullable JsonNode leakOf(String endpoint) {
        for (JsonNode leak : service.data(OPERATIONS + "/pool/leaks")) {
            if (leak.get("holder").get("endpoint").asString().equals(endpoint)) {
                return leak;
            }
        }
        return null;
    }

    @Test
    void aLongStatementIsShownWithItsRouteAndEndedByOperatorsAlone() throws Exception {
        Thread caller =
                Thread.startVirtualThread(() -> {
                    try {
                        service.get("/sleep");
                    } catch (UncheckedIOException ended) {
                        // with the statement
                    }
                });
        JsonNode sleeping = await().until(PoolIT::sleeping, each -> each != null);
        assertThat(sleeping.get("holder").get("endpoint").asString()).isEqualTo("/sleep");
        assertThat(sleeping.get("session").get("own").asBoolean()).isTrue();
        String body = "{\"id\":\"" + sleeping.get("session").get("id").asString() + "\"}";
        assertThat(post("", body).statusCode()).isEqualTo(401);
        assertThat(post("wrong", body).statusCode()).isEqualTo(403);
        assertThat(post(OPERATOR, "{}").statusCode()).isEqualTo(400);
        assertThat(data(post(OPERATOR, body)).get("outcome").asString()).isEqualTo("cancelled");
        caller.join();
        assertThat(post(OPERATOR, "{\"id\":\"1-2-3-4\"}").statusCode()).isEqualTo(404);
        JsonNode audit = service.data(OPERATIONS + "/pool").get("terminations").get("audit");
        assertThat(audit.get(0).get("requestedBy").asString()).isEqualTo("operator");
    }

    private static @Nullable JsonNode sleeping() {
        return StreamSupport.stream(
                        service.data(OPERATIONS + "/pool/long-running")
                                .get("statements")
                                .spliterator(),
                        false)
                .filter(each -> each.get("session").get("statement").asString().contains("sleep"))
                .findFirst()
                .orElse(null);
    }

    @Test
    void blockingTreesAndContentionAreShown() throws Exception {
        JdbcClient jdbc = service.bean(JdbcClient.class);
        jdbc.sql("CREATE TABLE stock (id int PRIMARY KEY, amount int)").update();
        jdbc.sql("INSERT INTO stock VALUES (1, 1)").update();
        Connection holder = database.dataSource().getConnection();
        holder.setAutoCommit(false);
        try (Statement statement = holder.createStatement()) {
            statement.execute("UPDATE stock SET amount = 2 WHERE id = 1");
        }
        Thread waits =
                Thread.startVirtualThread(
                        () -> jdbc.sql("UPDATE stock SET amount = 3 WHERE id = 1").update());
        JsonNode tree =
                await().until(
                                () ->
                                        service.data(OPERATIONS + "/locks")
                                                .get("postgres")
                                                .get("trees"),
                                trees -> trees.size() == 1)
                        .get(0);
        assertThat(tree.get("blocks").get(0).get("waits").get("relation").asString())
                .isEqualTo("public.stock");
        await().until(() ->
                !service.data(OPERATIONS + "/locks/contention").get("postgres").isEmpty());
        holder.rollback();
        holder.close();
        waits.join();
    }

    @Test
    void readingFromElsewhereNeedsTheOperator() {
        for (String path :
                List.of(
                        "/pool",
                        "/pool/leaks",
                        "/pool/long-running",
                        "/locks",
                        "/locks/contention")) {
            assertThat(OperatorsOnly.fromElsewhere(service, OPERATIONS + path)).as(path).isTrue();
        }
    }

    @Test
    void theMetersHaveTheirNames() {
        service.bean(JdbcClient.class).sql("SELECT 1").query(Integer.class).single();
        assertThat(service.get("/metrics").body())
                .contains(
                        "headroom_pool_active{",
                        "headroom_pool_idle{",
                        "headroom_pool_max{",
                        "headroom_pool_waiting{",
                        "headroom_pool_utilisation_ratio{",
                        "headroom_pool_leaks{kind=\"thread_ended\"",
                        "headroom_pool_acquisition_seconds_bucket{",
                        "headroom_pool_refused_total{",
                        "headroom_pool_outages_total{",
                        "headroom_pool_recovery_seconds{",
                        "headroom_pool_long_running_statements{",
                        "headroom_pool_idle_transactions{",
                        "headroom_pool_terminations_total{outcome=\"refused\"}",
                        "headroom_lock_postgres_waiting ",
                        "headroom_lock_postgres_wait_seconds_total ",
                        "headroom_lock_postgres_deadlocks_total{victim=\"own\"}");
    }

    private static HttpResponse<String> post(String operator, String body) {
        String[] headers =
                operator.isEmpty()
                        ? new String[0]
                        : new String[] {
                            "X-Operator", operator, "Authorization", "Bearer " + operator
                        };
        return service.send("POST", OPERATIONS + "/pool/terminate", body, headers);
    }

    @EnableAutoConfiguration
    @RestController
    static class Service {

        static final List<Connection> KEPT = new CopyOnWriteArrayList<>();

        private final DataSource source;
        private final JdbcClient jdbc;

        Service(DataSource source, JdbcClient jdbc) {
            this.source = source;
            this.jdbc = jdbc;
        }

        @Bean
        static OperatorCheck operators() {
            return request -> OPERATOR.equals(request.getHeader("X-Operator"));
        }

        @GetMapping("/leak")
        String leak() throws SQLException {
            KEPT.add(source.getConnection());
            return "kept";
        }

        @GetMapping("/sleep")
        String sleep() {
            return jdbc.sql("SELECT 'slept' FROM pg_sleep(60)").query(String.class).single();
        }
    }
}
