package io.headroom.postgres.statement;

import static org.assertj.core.api.Assertions.assertThat;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.postgres.RouteScope;
import io.headroom.postgres.ServerVersion;
import io.headroom.postgres.jdbc.CallScope;
import io.headroom.postgres.jdbc.ObservedDataSource;
import io.headroom.postgres.jdbc.Observers;
import io.headroom.postgres.plan.ExplainLimits;
import io.headroom.postgres.plan.ExplainOutcome.Explained;
import io.headroom.postgres.plan.ExplainOutcome.Refused;
import io.headroom.test.ManualTime;
import java.math.BigDecimal;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

class StatementWatchIT {

    private static final StatementOptions OPTIONS =
            StatementOptions.defaults()
                    .withSlots(Duration.ofMinutes(1), 60)
                    .withIntervals(Duration.ofMillis(100), Duration.ofSeconds(1));

    private final TestDatabase database = TestServers.newDatabase();
    private final ManualTime time = new ManualTime();
    private final SeenStatements seen = new SeenStatements(OPTIONS);
    private String endpoint = "";
    private final DataSource observed =
            new ObservedDataSource(
                    "shop",
                    database.dataSource(),
                    () -> new Observers(new RouteScope(() -> endpoint), List.of(seen), List.of()),
                    System::nanoTime);
    private final StatementWatch watch = new StatementWatch(observed, seen, OPTIONS, time);

    @BeforeEach
    void createTables() throws SQLException {
        run(
                """
                CREATE EXTENSION pg_stat_statements;
                CREATE TABLE items (id int PRIMARY KEY, name text, email text, price numeric);
                INSERT INTO items SELECT i, 'item ' || i, 'a@b', i FROM generate_series(1, 20000) i;
                CREATE INDEX items_by_name ON items (name);
                ANALYZE items\
                """);
    }

    @AfterEach
    void drop() {
        watch.close();
        database.close();
    }

    private void run(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private void call(String sql, @Nullable Object... values) throws SQLException {
        try (Connection connection = observed.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                statement.setObject(i + 1, values[i]);
            }
            statement.execute();
        }
    }

    private StatementFigures figures(String part) {
        List<StatementFigures> found = all(part);
        assertThat(found).as("statements with %s of %s", part, watch.figures()).hasSize(1);
        return found.getFirst();
    }

    private List<StatementFigures> all(String part) {
        return watch.figures().stream().filter(each -> each.sql().contains(part)).toList();
    }

    private WorkloadStatement workload(String part) {
        return watch.statements().stream()
                .filter(each -> each.sql().contains(part))
                .findFirst()
                .orElseThrow(() -> new AssertionError(part + " is not in " + watch.statements()));
    }

    @Test
    void onlyWhatWasAddedSinceTheLastReadingCounts() throws SQLException {
        call("SELECT name FROM items WHERE id = ?", 1);
        watch.collect();
        assertThat(all("WHERE id = $1")).isEmpty();

        for (int i = 0; i < 3; i++) {
            call("SELECT name FROM items WHERE id = ?", i);
        }
        watch.collect();
        watch.collect();

        StatementFigures found = figures("WHERE id = $1");
        assertThat(found.calls()).isEqualTo(3);
        assertThat(found.rowsPerCall()).isBetween(0.6, 0.7);
        assertThat(found.meanMillis()).isPositive();
        assertThat(watch.status()).isInstanceOf(WatchStatus.Reading.class);
    }

    @Test
    void aForgottenHistoryBeginsAnewWhileTheCountersGoOn() throws SQLException {
        watch.collect();
        for (int i = 0; i < 5; i++) {
            call("SELECT name FROM items WHERE id = ?", i);
        }
        watch.collect();
        assertThat(figures("WHERE id = $1").calls()).isEqualTo(5);
        double total = watch.totalCalls();

        watch.forget();
        assertThat(watch.figures()).isEmpty();
        assertThat(watch.statements()).isEmpty();
        call("SELECT name FROM items WHERE id = ?", 9);
        watch.collect();
        assertThat(figures("WHERE id = $1").calls()).isEqualTo(1);
        assertThat(watch.totalCalls()).isGreaterThan(total);
        assertThat(watch.resets()).isZero();
    }

    @Test
    void aListOfNumbersIsExplainedByTheTypeThatWasBound() throws SQLException {
        watch.collect();
        String sql =
                "SELECT i.name FROM unnest(?) WITH ORDINALITY AS asked(id, place)"
                        + " JOIN items i ON i.id = asked.id ORDER BY asked.place";
        try (Connection connection = observed.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("bigint", new Object[] {3L, 4L}));
            statement.execute();
        }
        watch.collect();
        watch.collect();

        WorkloadStatement list = workload("asked");
        assertThat(list.types()).containsExactly("int8[]");
        assertThat(list.samples()).isEmpty();
        assertThat(
                        new StatementPlans(observed, watch, ExplainLimits.defaults())
                                .explain(list.queryId(), false)
                                .outcome())
                .isInstanceOf(Explained.class);
    }

    @Test
    void aResetIsNoticedAndLosesNothingAfterIt() throws SQLException {
        ServerVersion.assumeAtLeast(
                17, "stats_since tells when a statement's counting began, whatever its sums are");
        watch.collect();
        for (int i = 0; i < 4; i++) {
            call("SELECT name FROM items WHERE id = ?", i);
        }
        watch.collect();
        run(
                "SELECT pg_stat_statements_reset(0, (SELECT oid FROM pg_database WHERE datname = current_database()))");
        for (int i = 0; i < 5; i++) {
            call("SELECT name FROM items WHERE id = ?", i);
        }
        watch.collect();

        assertThat(figures("WHERE id = $1").calls()).isEqualTo(9);
    }

    @Test
    void aStatementIsKnownByItsTypesAndItsEndpoint() throws SQLException {
        watch.collect();
        endpoint = "/items/{id}";
        call("SELECT name FROM items WHERE id = ?", 1);
        call("SELECT name FROM items WHERE id = ?", 2L);
        endpoint = "/search";
        call("SELECT id FROM items WHERE name = ? AND price < ?", "item 7", new BigDecimal(9));
        call("SELECT count(*) FROM items WHERE price > 5 AND id < ?", (Object) null);
        endpoint = "";
        call("SELECT max(price) FROM items");
        watch.collect();

        assertThat(all("WHERE id = $1"))
                .hasSize(2)
                .allMatch(each -> routes(each).equals(List.of("/items/{id}")));
        assertThat(routes(figures("WHERE name = $1"))).containsExactly("/search");
        assertThat(routes(figures("max(price)"))).isEmpty();
        assertThat(workload("WHERE name = $1").endpoints()).containsExactly("/search");
        if (ServerVersion.major() >= 14) {
            assertThat(workload("count(*)").sql())
                    .as("the service's own text with its constants, found by its identifier")
                    .isEqualTo("SELECT count(*) FROM items WHERE price > 5 AND id < $1");
        }
    }

    private static List<String> routes(StatementFigures figures) {
        return figures.endpoints().stream().map(StatementFigures.EndpointShare::endpoint).toList();
    }

    @Test
    void samplesAreFewAndHoldNothingSecret() throws SQLException {
        watch.collect();
        for (int i = 0; i < 1_000; i++) {
            call("SELECT price FROM items WHERE name = ?", "item " + i);
        }
        call("SELECT price FROM items WHERE email = ?", "ann@example.org");
        call("SELECT email FROM items WHERE name = ?", "4111-1111-1111-1111");
        watch.collect();

        assertThat(workload("price FROM items WHERE name").samples()).hasSize(OPTIONS.maxSamples());
        assertThat(workload("WHERE email").samples()).isEmpty();
        assertThat(workload("SELECT email").samples()).isEmpty();
        assertThat(watch.statements().toString() + watch.figures())
                .doesNotContain("ann@example.org", "4111-1111", "item 1");
    }

    @Test
    void aPasswordInAStatementThatIsNoQueryIsNotShown() throws SQLException {
        watch.collect();
        run("CREATE ROLE watch_pass PASSWORD 'open-sesame'; DROP ROLE watch_pass");
        watch.collect();

        assertThat(all("CREATE ROLE")).hasSize(1);
        assertThat(watch.figures().toString()).doesNotContain("sesame");
    }

    @Test
    void theWatchsOwnStatementsAreNotShown() throws SQLException {
        watch.collect();
        call("SELECT name FROM items WHERE id = ?", 1);
        for (int i = 0; i < 3; i++) {
            time.advance(Duration.ofSeconds(5));
            watch.collect();
        }

        assertThat(watch.figures())
                .extracting(StatementFigures::sql)
                .noneMatch(sql -> sql.contains("headroom") || sql.contains("pg_stat_statements"));
    }

    @Test
    void aPlanThatFlipsAndIsSlowerIsReported() throws SQLException {
        String sql = "SELECT id FROM items WHERE name = ?";
        watch.collect();
        for (int minute = 0; minute < 12; minute++) {
            for (int i = 0; i < 10; i++) {
                call(sql, "item 7");
            }
            watch.collect();
            time.advance(Duration.ofMinutes(1));
        }
        assertThat(watch.drifting()).isEmpty();

        run("DROP INDEX items_by_name");
        for (int minute = 0; minute < 3; minute++) {
            for (int i = 0; i < 10; i++) {
                call(sql, "item 7");
            }
            watch.collect();
            time.advance(Duration.ofMinutes(1));
        }

        StatementFigures found = figures("WHERE name = $1");
        assertThat(watch.drifting()).contains(found);
        assertThat(found.drift().drifting()).isTrue();
        assertThat(found.drift().nowMillis()).isGreaterThan(found.drift().usualMillis() * 1.5);
        assertThat(found.planChanges()).hasSize(1);
        PlanChange change = found.planChanges().getFirst();
        assertThat(change.before()).contains("items_by_name");
        assertThat(change.after()).isEqualTo("Seq Scan{items}");
        assertThat(change.slower()).as("%s of %s", change, watch.points(found.queryId())).isTrue();
        assertThat(watch.points(found.queryId())).hasSize(15);
    }

    @Test
    void slowStatementsAreListedFromAThresholdOn() throws SQLException {
        watch.collect();
        call("SELECT pg_sleep(?)", 0.15);
        call("SELECT name FROM items WHERE id = ?", 1);
        watch.collect();

        assertThat(watch.slow(Duration.ofMillis(100)))
                .singleElement()
                .satisfies(each -> assertThat(each.sql()).contains("pg_sleep"));
        assertThat(watch.slow(Duration.ofSeconds(1))).isEmpty();
    }

    @Test
    void aWatchedStatementIsExplainedByItsIdentifier() throws SQLException {
        StatementPlans plans = new StatementPlans(observed, watch, ExplainLimits.defaults());
        watch.collect();
        call("SELECT price FROM items WHERE name = ?", "item 7");
        call("SELECT price FROM items WHERE email = ?", "ann@example.org");
        call("UPDATE items SET price = ? WHERE id = ?", 7, 7);
        call("SELECT pg_advisory_lock(?)", 7);
        watch.collect();

        StatementPlans.StatementPlan sampled =
                plans.explain(figures("WHERE name = $1").queryId(), true);
        assertThat(sampled.sampled()).isTrue();
        assertThat(sampled.outcome())
                .isInstanceOfSatisfying(
                        Explained.class,
                        explained -> assertThat(explained.plan().isAnalyzed()).isTrue());
        StatementPlans.StatementPlan generic =
                plans.explain(figures("email = $1").queryId(), false);
        assertThat(generic.sampled()).isFalse();
        assertThat(generic.outcome()).isInstanceOf(Explained.class);
        assertThat(plans.explain(figures("email = $1").queryId(), true).outcome())
                .isInstanceOf(Refused.class);
        String update = figures("UPDATE").queryId();
        assertThat(plans.explain(update, false).outcome()).isInstanceOf(Explained.class);
        assertThat(plans.explain(update, true).outcome()).isInstanceOf(Refused.class);
        assertThat(plans.explain(figures("pg_advisory_lock").queryId(), true).outcome())
                .isInstanceOf(Refused.class);
        assertThat(plans.explain("1", false).outcome()).isInstanceOf(Refused.class);
    }

    @Test
    void theHistoryHoldsNoMoreStatementsThanItMay() throws SQLException {
        StatementOptions few =
                new StatementOptions(
                        Duration.ofSeconds(1),
                        Duration.ofMinutes(1),
                        12,
                        10,
                        10,
                        1,
                        Set.of(),
                        Duration.ofMillis(100),
                        Duration.ofSeconds(1),
                        1.5,
                        Duration.ofSeconds(1),
                        0);
        SeenStatements fewSeen = new SeenStatements(few);
        try (StatementWatch small = new StatementWatch(database.dataSource(), fewSeen, few, time)) {
            small.collect();
            for (int i = 0; i < 40; i++) {
                run("SELECT " + "1, ".repeat(i) + "name FROM items WHERE id = 1");
            }
            small.collect();

            assertThat(small.figures()).hasSizeLessThanOrEqualTo(10);
        }
        for (int i = 0; i < 40; i++) {
            String sql = "SELECT " + i + " FROM items";
            ObservedDataSource source =
                    new ObservedDataSource(
                            "few",
                            database.dataSource(),
                            () -> new Observers(CallScope.none(), List.of(fewSeen), List.of()),
                            System::nanoTime);
            try (Connection connection = source.getConnection();
                    PreparedStatement statement = connection.prepareStatement(sql)) {
                statement.execute();
            }
        }
        assertThat(fewSeen.texts()).hasSize(10);
    }

    @Test
    void withoutTheExtensionTheStatusSaysWhatToDo() throws SQLException {
        run("DROP EXTENSION pg_stat_statements");
        watch.collect();

        assertThat(watch.status())
                .isInstanceOfSatisfying(
                        WatchStatus.Unavailable.class,
                        status ->
                                assertThat(status.advice())
                                        .contains("CREATE EXTENSION pg_stat_statements"));
        assertThat(watch.figures()).isEmpty();

        run("CREATE EXTENSION pg_stat_statements");
        watch.collect();
        assertThat(watch.status()).isInstanceOf(WatchStatus.Reading.class);
    }

    @Test
    void aRoleWithFewRightsSeesItsOwnAndSaysSo() throws SQLException {
        run("DROP ROLE IF EXISTS watch_guest");
        run("CREATE ROLE watch_guest LOGIN PASSWORD 'guest'; GRANT SELECT ON items TO watch_guest");
        PGSimpleDataSource guest = new PGSimpleDataSource();
        guest.setUrl(database.jdbcUrl());
        guest.setUser("watch_guest");
        guest.setPassword("guest");
        try (StatementWatch limited = new StatementWatch(guest, seen, OPTIONS, time)) {
            limited.collect();
            call("SELECT max(price) FROM items");
            try (Connection connection = guest.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("SELECT min(price) FROM items");
            }
            limited.collect();

            assertThat(limited.status())
                    .isInstanceOfSatisfying(
                            WatchStatus.Reading.class,
                            status ->
                                    assertThat(status.limitations())
                                            .hasSize(ServerVersion.major() < 17 ? 2 : 1)
                                            .first()
                                            .asString()
                                            .contains("GRANT pg_read_all_stats"));
            assertThat(limited.figures())
                    .extracting(StatementFigures::sql)
                    .contains("SELECT min(price) FROM items")
                    .noneMatch(sql -> sql.contains("max(price)"));
        } finally {
            run("DROP OWNED BY watch_guest; DROP ROLE watch_guest");
        }
    }

    @Test
    void aDatabaseThatIsAwayIsToldAndReadAgainWhenItIsBack() {
        PGSimpleDataSource server = new PGSimpleDataSource();
        server.setUrl("jdbc:postgresql://127.0.0.1:1/none?connectTimeout=1");
        try (StatementWatch lost = new StatementWatch(server, seen, OPTIONS, time)) {
            lost.collect();
            assertThat(lost.status()).isInstanceOf(WatchStatus.Unavailable.class);

            server.setUrl(database.jdbcUrl());
            server.setUser(database.user());
            server.setPassword(database.password());
            lost.collect();
            assertThat(lost.status()).isInstanceOf(WatchStatus.Reading.class);
        }
    }

    @Test
    void onceStartedItReadsByItself() throws SQLException {
        watch.start();
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (all("WHERE id = $1").isEmpty() && System.nanoTime() < deadline) {
            call("SELECT name FROM items WHERE id = ?", 1);
        }

        assertThat(all("WHERE id = $1")).isNotEmpty();
    }
}
