package io.headroom.benchmarks.advisor;

import io.headroom.postgres.advisor.IndexDefinition;
import io.headroom.postgres.plan.Plan;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.LongSupplier;
import javax.sql.DataSource;

/// The database with the rows, on one connection.
///
/// @param source where new connections come from
record Database(DataSource source, Connection connection, LongSupplier nanoTime) {

    private static final String CANCELED = "57014";

    Plan plan(String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("EXPLAIN (FORMAT JSON, VERBOSE) " + sql)) {
            rows.next();
            return Plan.parse(rows.getString(1));
        }
    }

    void execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    long size(IndexDefinition index) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows =
                        statement.executeQuery("SELECT pg_relation_size('" + index.name() + "')")) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /// Runs a query and fetches its rows.
    ///
    /// @return its milliseconds; infinite when it took longer than the limit
    double millis(String sql, int limitSeconds) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.setQueryTimeout(limitSeconds);
            long start = nanoTime.getAsLong();
            try (ResultSet rows = statement.executeQuery(sql)) {
                while (rows.next()) {
                    // Fetching is part of the time.
                }
            }
            return (nanoTime.getAsLong() - start) / 1e6;
        } catch (SQLException e) {
            if (CANCELED.equals(e.getSQLState())) {
                return Double.POSITIVE_INFINITY;
            }
            throw e;
        }
    }
}
