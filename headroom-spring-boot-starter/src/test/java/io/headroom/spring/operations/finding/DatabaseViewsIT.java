package io.headroom.spring.operations.finding;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.operations.finding.Action;
import io.headroom.operations.finding.ActionRunner.Progress;
import io.headroom.operations.finding.ActionRunner.RunOutcome;
import io.headroom.operations.finding.Change;
import io.headroom.operations.finding.Fact;
import io.headroom.postgres.MaterializedView;
import io.headroom.postgres.RefreshLimits;
import io.headroom.postgres.ViewRefresher;
import io.headroom.postgres.ViewStatus;
import io.headroom.postgres.maintenance.Inspection;
import io.headroom.postgres.maintenance.MaintenanceStatus;
import io.headroom.spring.running.Sql;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DatabaseViewsIT {

    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Action TOTAL = new Action.RefreshView("total");

    private final TestDatabase database = TestServers.newDatabase();
    private final List<ViewStatus> seen = new ArrayList<>();
    private Instant seenAt = NOW;
    private final DatabaseViews views =
            new DatabaseViews(
                    new ViewRefresher(
                            database.dataSource(),
                            List.of(
                                    new MaterializedView("total", HOUR),
                                    new MaterializedView("missing", HOUR)),
                            RefreshLimits.defaults(),
                            InstantSource.system()),
                    this::status,
                    InstantSource.fixed(NOW));

    private MaintenanceStatus status() {
        return new MaintenanceStatus(
                new Inspection(NOW, Duration.ZERO, "18", false, List.of(), List.of(), List.of()),
                seenAt,
                seen,
                List.of(),
                Optional.empty(),
                List.of());
    }

    @BeforeEach
    void create() throws SQLException {
        Sql.execute(
                database.dataSource(),
                Sql.script(ViewRefresher.class, "headroom_view_refresh.sql"),
                """
                CREATE TABLE sale (id integer PRIMARY KEY, amount integer NOT NULL);
                INSERT INTO sale VALUES (1, 10);
                CREATE MATERIALIZED VIEW total AS SELECT 1 AS one, sum(amount) AS total FROM sale;
                CREATE UNIQUE INDEX total_one ON total (one);
                INSERT INTO sale VALUES (2, 5);
                """);
    }

    @AfterEach
    void end() {
        database.close();
    }

    private long total() throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT total FROM total")) {
            row.next();
            return row.getLong(1);
        }
    }

    private Change.State ended(Action action) {
        return await().atMost(Duration.ofSeconds(20))
                                .until(
                                        () -> views.progress(action),
                                        each -> !(each instanceof Progress.Working))
                        instanceof Progress.Judged(Change.State state, double _, String _)
                ? state
                : Change.State.VERIFYING;
    }

    @Test
    void aRefreshIsTriedDoneAndJudgedByItsOwnEnd() throws SQLException {
        assertThat(views.check(TOTAL)).isInstanceOf(RunOutcome.Done.class);
        assertThat(total()).isEqualTo(10);
        assertThat(views.progress(TOTAL)).isInstanceOf(Progress.ByFigure.class);
        assertThat(views.apply(TOTAL, "ann")).isInstanceOf(RunOutcome.Done.class);
        assertThat(ended(TOTAL)).isEqualTo(Change.State.CONFIRMED);
        assertThat(total()).isEqualTo(15);
        assertThat(views.undo(TOTAL, "ann")).isInstanceOf(RunOutcome.Refused.class);
    }

    @Test
    void aRefreshThatFailsSaysWhy() {
        Action missing = new Action.RefreshView("missing");
        assertThat(views.apply(missing, "ann")).isInstanceOf(RunOutcome.Done.class);
        assertThat(ended(missing)).isEqualTo(Change.State.FAILED);
        assertThat(views.progress(missing).toString()).contains("no materialized view missing");
    }

    @Test
    void anotherViewIsNotForItToRefresh() {
        assertThat(views.apply(new Action.RefreshView("others; DROP TABLE sale"), "ann"))
                .isInstanceOf(RunOutcome.Refused.class);
    }

    private Set<Fact> told() {
        Set<Fact> facts = new LinkedHashSet<>();
        views.tell(facts::add);
        return facts;
    }

    @Test
    void theAgeOfViewsIsToldUnlessItWasReadLongAgo() {
        seen.add(new ViewStatus("total", HOUR, NOW.minusSeconds(90), Duration.ZERO, 2, "away"));
        seen.add(new ViewStatus("new", HOUR, null, Duration.ZERO, 0, ""));
        assertThat(told())
                .containsExactly(
                        new Fact.View("total", 3_600, 90, 2, "away"),
                        new Fact.View("new", 3_600, Double.POSITIVE_INFINITY, 0, ""));
        seenAt = NOW.minusSeconds(120);
        assertThat(told()).isEmpty();
    }
}
