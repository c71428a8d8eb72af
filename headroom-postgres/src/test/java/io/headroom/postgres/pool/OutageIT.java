package io.headroom.postgres.pool;

import static io.headroom.postgres.pool.WatchedPool.await;
import static io.headroom.postgres.pool.WatchedPool.execute;
import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.PostgresOptions;
import io.headroom.embedded.TestServers;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OutageIT {

    private final EmbeddedPostgres server =
            EmbeddedPostgres.start(PostgresOptions.temporary(), TestServers.postgresPrograms());
    private final WatchedPool shop =
            new WatchedPool(server.jdbcUrl(), server.user(), server.password(), 4, 1);
    private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor();

    @BeforeEach
    void begin() throws Exception {
        shop.rounds.start(executor);
        await("the watch has looked", () -> shop.sessions.latest().reachable() && works());
    }

    @AfterEach
    void end() {
        executor.shutdownNow();
        shop.close();
        server.close();
    }

    private boolean works() {
        try (Connection connection = shop.source.getConnection()) {
            execute(connection, "SELECT 1");
            return true;
        } catch (SQLException away) {
            return false;
        }
    }

    @Test
    void aKilledDatabaseThatComesBackIsOneOutageWithItsTimes() throws Exception {
        server.kill();
        await("statements fail", () -> !works());
        await("the outage shows", shop.watch::inOutage);
        assertThat(shop.sessions.latest().reachable()).isFalse();
        assertThat(shop.watch.outages().getFirst().databaseBack()).isNull();

        server.restart();
        await("statements succeed", this::works);
        await("the outage is over", () -> !shop.watch.inOutage());
        Outage outage = shop.watch.outages().getFirst();
        assertThat(shop.watch.outageCount()).isEqualTo(1);
        assertThat(outage.outageSeconds()).isPositive();
        assertThat(outage.recoverySeconds()).isLessThan(15);
        assertThat(outage.problem()).isNotEmpty();
        await("the watch is back", () -> shop.sessions.latest().reachable());
        System.getLogger("outage")
                .log(
                        System.Logger.Level.INFO,
                        "away for {0} s, the pool worked {1} s after the return",
                        outage.outageSeconds(),
                        outage.recoverySeconds());
    }

    @Test
    void oneKilledBackendIsNoOutage() throws Exception {
        try (Connection victim = shop.source.getConnection();
                Connection other = shop.source.getConnection()) {
            int pid = shop.borrows.live("shop").getFirst().backendPid();
            execute(other, "SELECT pg_terminate_backend(" + pid + ")");
            await(
                    "the victim's statements fail",
                    () -> {
                        try {
                            execute(victim, "SELECT 1");
                            return false;
                        } catch (SQLException gone) {
                            return true;
                        }
                    });
        }
        await("the suspicion is settled", () -> !shop.watch.suspectsOutage());
        assertThat(shop.watch.inOutage()).isFalse();
        assertThat(shop.watch.outageCount()).isZero();
        assertThat(works()).isTrue();
    }
}
