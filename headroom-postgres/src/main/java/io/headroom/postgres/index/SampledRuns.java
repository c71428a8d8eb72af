package io.headroom.postgres.index;

import io.headroom.postgres.plan.Plan;
import io.headroom.postgres.statement.WorkloadStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Runs a SELECT of the service with values that the service gave it, read only and within limits.
///
/// @param options how often and how long
/// @param nanoTime a monotonic clock
record SampledRuns(IndexChangeOptions options, LongSupplier nanoTime) {

    private static final Logger LOG = LoggerFactory.getLogger(SampledRuns.class);

    private static final int MOST_SAMPLES = 5;
    private static final int MOST_ROWS = 10_000;
    private static final int ROWS_AT_ONCE = 1_000;
    private static final long SLOW_NANOS = 200_000_000L;
    private static final String QUERY_CANCELED = "57014";

    /// What the runs of all samples gave.
    ///
    /// @param millis the sum over the samples of the medians of their runs; NaN when none could run
    /// @param usesIndex whether the plan of one of them uses the index
    record Outcome(double millis, boolean usesIndex) {
        static final Outcome NONE = new Outcome(Double.NaN, false);
    }

    Outcome run(Connection connection, WorkloadStatement statement, String index)
            throws SQLException {
        JdbcText text = JdbcText.of(statement.sql());
        if (options.sampleRuns() == 0 || !isRead(statement.sql())) {
            return Outcome.NONE;
        }
        double sum = 0;
        int ran = 0;
        boolean usesIndex = false;
        for (List<@Nullable Object> values : statement.samples()) {
            if (ran == MOST_SAMPLES || !text.takes(values)) {
                break;
            }
            try {
                Outcome one = inReadOnlyTransaction(connection, text, values, index);
                sum += one.millis;
                usesIndex |= one.usesIndex;
                ran++;
            } catch (SQLException e) {
                if (connection.isClosed() || isConnectionLoss(e)) {
                    throw e;
                }
                // A statement that cannot be run like this is judged by the service's own runs.
                LOG.debug("statement {} is not sampled: {}", statement.queryId(), e.getSQLState());
                return Outcome.NONE;
            }
        }
        return ran == 0 ? Outcome.NONE : new Outcome(sum, usesIndex);
    }

    private static boolean isRead(String sql) {
        String start = sql.stripLeading().toLowerCase(Locale.ROOT);
        return start.startsWith("select") || start.startsWith("with") || start.startsWith("(");
    }

    private static boolean isConnectionLoss(SQLException e) {
        String state = e.getSQLState();
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }

    private Outcome inReadOnlyTransaction(
            Connection connection, JdbcText text, List<@Nullable Object> values, String index)
            throws SQLException {
        connection.setAutoCommit(false);
        try {
            try (var statement = connection.createStatement()) {
                statement.execute("SET TRANSACTION READ ONLY");
                statement.execute(
                        "SET LOCAL statement_timeout = " + options.sampleTimeout().toMillis());
                statement.execute("SET LOCAL lock_timeout = 100");
            }
            boolean usesIndex = usesIndex(connection, text, values, index);
            return new Outcome(medianMillis(connection, text, values), usesIndex);
        } finally {
            if (!connection.isClosed()) {
                connection.rollback();
                connection.setAutoCommit(true);
            }
        }
    }

    private static boolean usesIndex(
            Connection connection, JdbcText text, List<@Nullable Object> values, String index)
            throws SQLException {
        String explain = "EXPLAIN (FORMAT JSON) " + text.sql();
        try (PreparedStatement statement = connection.prepareStatement(explain)) {
            bind(statement, text, values);
            try (var row = statement.executeQuery()) {
                return row.next()
                        && Plan.parse(row.getString(1))
                                .nodes()
                                .anyMatch(node -> node.index().equals(index));
            }
        }
    }

    /// The first run warms the caches and does not count, unless it is slow anyway.
    private double medianMillis(Connection connection, JdbcText text, List<@Nullable Object> values)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(text.sql())) {
            statement.setFetchSize(ROWS_AT_ONCE);
            bind(statement, text, values);
            long first = nanos(statement);
            if (first > SLOW_NANOS) {
                return Math.min(first, nanos(statement)) / 1e6;
            }
            List<Long> runs = new ArrayList<>();
            for (int run = 0; run < options.sampleRuns(); run++) {
                runs.add(nanos(statement));
            }
            runs.sort(Long::compare);
            return runs.get(runs.size() / 2) / 1e6;
        } catch (SQLException e) {
            if (QUERY_CANCELED.equals(e.getSQLState())) {
                return millis(options.sampleTimeout());
            }
            throw e;
        }
    }

    private long nanos(PreparedStatement statement) throws SQLException {
        long start = nanoTime.getAsLong();
        try (var rows = statement.executeQuery()) {
            int read = 0;
            while (read < MOST_ROWS && rows.next()) {
                read++;
            }
        }
        return nanoTime.getAsLong() - start;
    }

    private static void bind(
            PreparedStatement statement, JdbcText text, List<@Nullable Object> values)
            throws SQLException {
        int place = 1;
        for (int number : text.parameters()) {
            statement.setObject(place++, values.get(number - 1));
        }
    }

    private static double millis(Duration duration) {
        return duration.toNanos() / 1e6;
    }
}
