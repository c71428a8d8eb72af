package io.headroom.postgres.maintenance;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.postgres.MaterializedView;
import io.headroom.postgres.RefreshLimits;
import io.headroom.postgres.ViewRefresher;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MaintenanceWatchIT {

    private static final Duration SELDOM = Duration.ofHours(1);

    private final AtomicLong ahead = new AtomicLong();
    private final TestDatabase database = TestServers.newDatabase();
    private final InstantSource clock = InstantSource.system();
    private final ViewRefresher views =
            new ViewRefresher(
                    database.dataSource(),
                    List.of(new MaterializedView("total", SELDOM)),
                    RefreshLimits.defaults(),
                    clock);
    private final Inspector inspector =
            new Inspector(database.dataSource(), InspectionOptions.defaults(), clock);
    private final MaintenanceWatch watch =
            new MaintenanceWatch(
                    database.dataSource(),
                    inspector,
                    views,
                    new Optimizer(
                            database.dataSource(),
                            inspector,
                            views,
                            OptimizeLimits.defaults(),
                            clock,
                            System::nanoTime),
                    clock,
                    () -> System.nanoTime() + ahead.get(),
                    _ -> {});

    @BeforeEach
    void createTables() throws Exception {
        execute(file(Inspector.class, "headroom_maintenance.sql"));
        execute(file(ViewRefresher.class, "headroom_view_refresh.sql"));
        execute("CREATE MATERIALIZED VIEW total AS SELECT 1 AS one");
        execute("CREATE UNIQUE INDEX total_one ON total (one)");
    }

    @AfterEach
    void close() {
        watch.close();
        database.close();
    }

    @Test
    void nobodyWaitsForALook() throws SQLException {
        try (Connection locking = database.dataSource().getConnection()) {
            locking.setAutoCommit(false);
            locking.createStatement().execute("LOCK TABLE pg_index, headroom_view_refresh");
            long start = System.nanoTime();
            MaintenanceStatus status = watch.status();
            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isLessThan(Duration.ofMillis(50));
            assertThat(status.gaps()).isNotEmpty();
            locking.rollback();
        }
        await(() -> !watch.status().inspection().serverVersion().isEmpty());
    }

    @Test
    void whoAsksFirstAfterAWhileIsToldWhatIsFoundNow() throws SQLException {
        watch.start(SELDOM);
        await(() -> !watch.last().inspection().serverVersion().isEmpty());
        Instant before = watch.last().inspection().at();
        assertThat(watch.freshStatus().inspection().at()).isEqualTo(before);

        ahead.set(Duration.ofMinutes(20).toNanos());

        assertThat(watch.freshStatus().inspection().at()).isAfter(before);
    }

    @Test
    void whoAsksFirstAfterAWhileDoesNotWaitForeverForALook() throws SQLException {
        watch.start(SELDOM);
        await(() -> !watch.last().inspection().serverVersion().isEmpty());
        Instant before = watch.last().inspection().at();
        ahead.set(Duration.ofMinutes(20).toNanos());
        try (Connection locking = database.dataSource().getConnection()) {
            locking.setAutoCommit(false);
            locking.createStatement().execute("LOCK TABLE pg_index, headroom_view_refresh");

            assertThat(watch.freshStatus().inspection().at()).isEqualTo(before);

            locking.rollback();
        }
    }

    @Test
    void viewsAndRunsAreFreshBetweenInspections() {
        watch.start(SELDOM);
        await(() -> !watch.last().views().isEmpty());
        Instant inspected = watch.last().inspection().at();
        assertThat(watch.last().views().getFirst().refreshedAt()).isNull();
        views.refreshNow("total");
        await(() -> watch.last().views().getFirst().refreshedAt() != null);
        assertThat(watch.last().inspection().at()).isEqualTo(inspected);
        assertThat(watch.last().recordsAt()).isAfter(inspected);
        assertThat(watch.last().gaps()).isEmpty();
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static void await(BooleanSupplier what) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        while (!what.getAsBoolean()) {
            assertThat(System.nanoTime()).as("within 30 s").isLessThan(deadline);
            try {
                TimeUnit.MILLISECONDS.sleep(20);
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
        }
    }

    private static String file(Class<?> beside, String name) throws Exception {
        try (InputStream ddl = beside.getResourceAsStream(name)) {
            return new String(Objects.requireNonNull(ddl).readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
