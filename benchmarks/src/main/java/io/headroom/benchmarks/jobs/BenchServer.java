package io.headroom.benchmarks.jobs;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.headroom.embedded.Durability;
import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.PostgresOptions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/// A durable PostgreSQL with a new database for each measurement; its data end with it.
final class BenchServer implements AutoCloseable {

    private final EmbeddedPostgres postgres =
            EmbeddedPostgres.start(PostgresOptions.temporary().withDurability(Durability.DURABLE));
    private int databases;

    HikariDataSource newDatabase() throws SQLException {
        String name = "bench_" + ++databases;
        execute(postgres.dataSource(), "CREATE DATABASE " + name);
        HikariDataSource pool = pool(postgres.jdbcUrl(name), user(), password());
        execute(
                pool,
                "CREATE TABLE effect (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, number bigint NOT NULL)");
        return pool;
    }

    String user() {
        return postgres.user();
    }

    String password() {
        return postgres.password();
    }

    /// As large for all contenders.
    static HikariDataSource pool(String url, String user, String password) {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(url);
        config.setUsername(user);
        config.setPassword(password);
        config.setMaximumPoolSize(20);
        config.setMinimumIdle(2);
        return new HikariDataSource(config);
    }

    static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    static long number(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                var row = statement.executeQuery(sql)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public void close() {
        postgres.close();
    }
}
