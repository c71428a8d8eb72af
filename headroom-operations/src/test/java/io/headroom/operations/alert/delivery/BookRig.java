package io.headroom.operations.alert.delivery;

import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import io.headroom.operations.alert.AlertRule;
import io.headroom.operations.alert.Alerts;
import io.headroom.operations.alert.Priority;
import io.headroom.operations.alert.Verdict;
import io.headroom.test.ManualTime;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/// A database with the tables, nodes on it, and a queue that is a table of the same database.
final class BookRig implements AutoCloseable {

    static final AlertRule POOL = rule("PoolFull", Priority.HIGH);

    final TestDatabase database = TestServers.newDatabase("alerts", BookRig::tables);
    final ManualTime time = new ManualTime(InstantSource.system().instant());

    private final Map<String, AlertMessage> messages = new ConcurrentHashMap<>();

    /// The database as a node reaches it.
    static final class Reached extends PGSimpleDataSource {

        private static final long serialVersionUID = 1L;

        volatile boolean away;

        /// What happens once a connection stands.
        transient volatile Runnable opened = () -> {};

        @Override
        public Connection getConnection() throws SQLException {
            if (away) {
                throw new SQLException("the server cannot be reached");
            }
            Connection connection = super.getConnection();
            opened.run();
            return connection;
        }
    }

    /// A node of the service.
    final class Node {

        final Reached database = new Reached();
        final Alerts alerts = new Alerts(time);
        final AlertDesk desk;

        Node(String name, AlertRoutes routes) {
            database.setUrl(BookRig.this.database.jdbcUrl());
            database.setUser(BookRig.this.database.user());
            database.setPassword(BookRig.this.database.password());
            desk =
                    new AlertDesk(
                            alerts,
                            alert -> "pool is " + alert.value() + ".",
                            new JdbcAlertBook(database, routes, new TableQueue(), time),
                            name,
                            time);
        }

        /// Fifteen seconds pass; what is named holds, and nothing else.
        boolean sees(AlertRule... rules) {
            time.advance(Duration.ofSeconds(15));
            desk.changed(
                    alerts.evaluate(
                            Arrays.stream(rules).map(rule -> new Verdict(rule, true, 1)).toList()));
            return desk.round();
        }
    }

    private final class TableQueue implements AlertQueue {

        @Override
        public void enqueue(Connection transaction, String channel, AlertMessage message)
                throws SQLException {
            Sql.update(
                    transaction,
                    "INSERT INTO message (channel, key) VALUES (?, ?)",
                    channel,
                    message.key());
            messages.put(channel + " " + message.key(), message);
        }

        @Override
        public void committed(Set<String> channels) {}
    }

    static AlertRule rule(String name, Priority priority) {
        return new AlertRule(
                name, "", priority, name + " holds.", Duration.ZERO, Duration.ofSeconds(20));
    }

    static AlertRoutes routes(int messagesPerMinute) {
        return new AlertRoutes(
                "shop",
                "https://example.org/runbook/",
                Map.of(
                        Priority.HIGH, List.of("ops", "mail"),
                        Priority.MEDIUM, List.of("ops")),
                messagesPerMinute);
    }

    Node node(String name) {
        return new Node(name, routes(100));
    }

    private static void tables(DataSource database) throws SQLException, IOException {
        try (InputStream file = AlertDesk.class.getResourceAsStream("headroom_alerts.sql");
                Connection connection = database.getConnection();
                var statement = connection.createStatement()) {
            statement.execute(new String(file.readAllBytes(), StandardCharsets.UTF_8));
            statement.execute(
                    "CREATE TABLE message (at bigint GENERATED ALWAYS AS IDENTITY, channel text, key text,"
                            + " PRIMARY KEY (channel, key))");
        }
    }

    /// What a message says.
    AlertMessage message(String channel, String key) {
        return Objects.requireNonNull(messages.get(channel + " " + key), key);
    }

    /// The keys that were put in for a channel, in their order.
    List<String> told(String channel) {
        try (Connection connection = database.dataSource().getConnection()) {
            return new ArrayList<>(
                    Sql.query(
                            connection,
                            "SELECT key FROM message WHERE channel = ? ORDER BY at",
                            row -> row.getString(1),
                            channel));
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    void execute(String sql) {
        try (Connection connection = database.dataSource().getConnection()) {
            Sql.update(connection, sql);
        } catch (SQLException e) {
            throw new AssertionError(e);
        }
    }

    @Override
    public void close() {
        database.close();
    }
}
