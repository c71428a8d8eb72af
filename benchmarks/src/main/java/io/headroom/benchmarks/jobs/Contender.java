package io.headroom.benchmarks.jobs;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/// A library that runs jobs, at its best settings.
interface Contender {

    /// What it is called in the table.
    String title();

    /// How many jobs to measure it with: several seconds' worth.
    int jobs();

    /// Makes the tables, and the jobs.
    void fill(DataSource database, int jobs) throws Exception;

    /// Whether a job is left.
    String leftSql();

    /// Begins to work in this process; ends with it.
    void work(DataSource database, Runnable job) throws Exception;

    /// Runs a statement.
    static void execute(DataSource database, String sql) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
