package io.headroom.jobs;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// How long finished jobs are kept: in a ring of as many partitions as days, each emptied by
/// TRUNCATE before its turn comes again, which leaves nothing to vacuum and changes no schema.
final class Retention {

    /// How many days the ring has.
    static final int DAYS = 32;

    private static final String DAY =
            "floor(extract(epoch FROM clock_timestamp()) / 86400)::bigint";

    /// The partition of today by the database's clock, UTC.
    static final String TODAY = "(%s %% %d)::smallint".formatted(DAY, DAYS);

    private Retention() {}

    /// Empties the days before the last `keepDays`; today and, for clocks that differ, tomorrow
    /// stay.
    static void sweepDone(Connection connection, long keepDays) throws SQLException {
        long today;
        try (var statement = connection.createStatement();
                ResultSet row = statement.executeQuery("SELECT " + DAY)) {
            row.next();
            today = row.getLong(1);
        }
        List<Integer> old = new ArrayList<>();
        for (long day = today - DAYS + 2; day < today - keepDays; day++) {
            old.add((int) (day % DAYS));
        }
        for (int slot : old) {
            String table = "headroom_job_done_" + slot;
            try (var statement = connection.createStatement()) {
                boolean filled;
                try (ResultSet row =
                        statement.executeQuery("SELECT EXISTS (SELECT FROM " + table + ")")) {
                    filled = row.next() && row.getBoolean(1);
                }
                if (filled) {
                    statement.execute("SET LOCAL lock_timeout = '1s'");
                    statement.execute("TRUNCATE " + table);
                }
            }
        }
    }

    /// Removes keys whose period is over, and cancellations of jobs that are gone.
    static void sweepKeys(Connection connection) throws SQLException {
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        DELETE FROM headroom_job_key WHERE unique_key = ANY (ARRAY (
                            SELECT unique_key FROM headroom_job_key WHERE expires_at <= statement_timestamp()
                            LIMIT 10000 FOR UPDATE SKIP LOCKED))
                        """)) {
            statement.executeUpdate();
        }
        try (PreparedStatement statement =
                connection.prepareStatement(
                        """
                        DELETE FROM headroom_job_cancel AS c
                        WHERE NOT EXISTS (SELECT FROM headroom_job AS j WHERE j.id = c.job)
                        """)) {
            statement.executeUpdate();
        }
    }
}
