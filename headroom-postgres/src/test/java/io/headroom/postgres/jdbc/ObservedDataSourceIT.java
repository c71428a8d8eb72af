package io.headroom.postgres.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import java.io.StringReader;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;

class ObservedDataSourceIT {

    record Seen(String sql, List<@Nullable Object> binds, String endpoint, boolean failed) {}

    private final TestDatabase database = TestServers.newDatabase();
    private final HikariDataSource pool = new HikariDataSource();
    private final List<Seen> seen = new ArrayList<>();
    private final List<String> events = new ArrayList<>();
    private final List<Borrow> borrows = new ArrayList<>();
    private final ObservedDataSource observed =
            new ObservedDataSource(
                    "shop",
                    pool,
                    () ->
                            new Observers(
                                    new Scope(), List.of(this::see), List.of(new Connections())),
                    System::nanoTime);

    @BeforeEach
    void configure() {
        pool.setDataSource(database.dataSource());
        pool.setMaximumPoolSize(1);
        pool.setConnectionTimeout(250);
    }

    @AfterEach
    void end() {
        pool.close();
        database.close();
    }

    private void see(Execution execution) {
        seen.add(
                new Seen(
                        execution.sql(),
                        execution.binds(),
                        execution.endpoint(),
                        execution.error() != null));
        assertThat(execution.nanos()).isPositive();
    }

    private final class Scope implements CallScope {

        @Override
        public Span borrowing() {
            events.add("borrowing");
            return () -> events.add("got");
        }

        @Override
        public Span running() {
            events.add("running");
            return () -> events.add("ran");
        }

        @Override
        public String endpoint() {
            return "/items/{id}";
        }
    }

    private final class Connections implements ConnectionListener {

        @Override
        public void borrowed(Borrow borrow) {
            borrows.add(borrow);
        }

        @Override
        public void returned(Borrow borrow) {
            events.add("returned");
        }

        @Override
        public void refused(String name, long waitedNanos, SQLException error) {
            events.add("refused " + name + " " + (waitedNanos > 200_000_000L));
        }
    }

    @Test
    void aStatementIsToldWithWhatWasBound() throws SQLException {
        String sql = "SELECT ?::int, ?::text, ?::text, ?::text";
        try (Connection connection = observed.getConnection();
                PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, 7);
            statement.setString(2, "lamp");
            statement.setNull(3, Types.VARCHAR);
            statement.setCharacterStream(4, new StringReader("long"));
            try (ResultSet rows = statement.executeQuery()) {
                assertThat(rows.next()).isTrue();
                assertThat(rows.getString(4)).isEqualTo("long");
            }
        }
        List<@Nullable Object> bound = new ArrayList<>();
        bound.add(7);
        bound.add("lamp");
        bound.add(null);
        bound.add(StreamedBind.VALUE);
        assertThat(seen).containsExactly(new Seen(sql, bound, "/items/{id}", false));
    }

    @Test
    void aFailedStatementIsToldWithItsError() throws SQLException {
        try (Connection connection = observed.getConnection();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> statement.execute("SELECT 1 / 0"))
                    .isInstanceOf(SQLException.class);
        }
        assertThat(seen).containsExactly(new Seen("SELECT 1 / 0", List.of(), "/items/{id}", true));
    }

    @Test
    void batchesAndCallsAreTold() throws SQLException {
        try (Connection connection = observed.getConnection();
                Statement statement = connection.createStatement()) {
            statement.addBatch("CREATE TABLE one (id int)");
            statement.addBatch(
                    "CREATE PROCEDURE add(number int) LANGUAGE sql "
                            + "AS 'INSERT INTO one VALUES (number)'");
            statement.executeBatch();
            try (PreparedStatement insert =
                    connection.prepareStatement("INSERT INTO one VALUES (?)")) {
                insert.setInt(1, 1);
                insert.addBatch();
                insert.setInt(1, 2);
                insert.addBatch();
                assertThat(insert.executeBatch()).hasSize(2);
            }
            try (CallableStatement call = connection.prepareCall("CALL add(?)")) {
                call.setInt(1, 3);
                call.execute();
                assertThat(call.getConnection()).isSameAs(connection);
            }
            assertThat(statement.getConnection()).isSameAs(connection);
        }
        assertThat(seen)
                .extracting(Seen::sql)
                .containsExactly("batch", "INSERT INTO one VALUES (?)", "CALL add(?)");
        assertThat(seen.get(1).binds()).containsExactly(2);
        assertThat(seen.get(2).binds()).containsExactly(3);
    }

    @Test
    void borrowsStatementsCommitsAndReturnsHappenInsideTheirSpans() throws SQLException {
        Connection connection = observed.getConnection();
        connection.setAutoCommit(false);
        try (Statement statement = connection.createStatement()) {
            statement.execute("SELECT 1");
        }
        connection.commit();
        connection.close();
        connection.close();
        assertThat(events)
                .containsExactly(
                        "borrowing", "got", "running", "ran", "running", "ran", "returned");
    }

    @Test
    void whoGetsNoConnectionIsToldOf() throws SQLException {
        try (Connection _ = observed.getConnection()) {
            events.clear();
            assertThatThrownBy(observed::getConnection).isInstanceOf(SQLException.class);
        }
        assertThat(events).containsExactly("borrowing", "got", "refused shop true", "returned");
    }

    @Test
    void aBorrowKnowsItsBackendAndWhatItRanLast() throws SQLException {
        try (Connection connection = observed.getConnection();
                Statement statement = connection.createStatement()) {
            Borrow borrow = borrows.getFirst();
            assertThat(borrow.activity()).isEqualTo(new Borrow.Activity("", 0, 0, false));
            statement.execute("SELECT 1");
            assertThat(borrow.activity().sql()).isEqualTo("SELECT 1");
            assertThat(borrow.activity().running()).isFalse();
            assertThat(borrow.backendPid())
                    .isEqualTo(connection.unwrap(PGConnection.class).getBackendPID());
            assertThat(borrow.thread()).isSameAs(Thread.currentThread());
            assertThat(borrow.pool()).isEqualTo("shop");
            assertThat(borrow.endpoint()).isEqualTo("/items/{id}");
        }
    }

    @Test
    void thePoolIsReachedThroughIt() throws SQLException {
        assertThat(observed.isWrapperFor(HikariDataSource.class)).isTrue();
        assertThat(observed.unwrap(HikariDataSource.class)).isSameAs(pool);
        assertThat(observed.unwrap(ObservedDataSource.class)).isSameAs(observed);
    }
}
