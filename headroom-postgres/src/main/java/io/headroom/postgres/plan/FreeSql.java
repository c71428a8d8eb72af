package io.headroom.postgres.plan;

import io.headroom.postgres.plan.ExplainOutcome.Explained;
import io.headroom.postgres.plan.ExplainOutcome.Failed;
import io.headroom.postgres.plan.ExplainOutcome.RateLimited;
import io.headroom.postgres.plan.ExplainOutcome.Refused;
import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Set;
import java.util.function.LongSupplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/// Explains texts that somebody typed. `EXPLAIN` is not harmless: functions run while a statement
/// is planned, errors quote data, and one text may hold many statements. So a text passes a fence:
/// one statement, a SELECT made of known parts, no system's tables, no functions but listed ones.
/// It is planned in a read-only transaction under time-outs, on a connection that is closed
/// afterwards; of an error only SQLState and position are told; each request is counted against a
/// rate and told to the audit.
///
/// Offer it to authenticated operators alone. Safe for use by many threads.
public final class FreeSql {

    private static final int AUDITED_CHARACTERS = 1_000;
    private static final long MINUTE_NANOS = Duration.ofMinutes(1).toNanos();

    /// A service's own function may share its name with a built-in one, or be called by the
    /// notation of a column, `row.function`.
    private static final String SHADOWS =
            """
            SELECT /* headroom */ p.proname
            FROM pg_catalog.pg_proc p
            JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
            WHERE n.nspname <> 'pg_catalog'
              AND (p.proname = ANY (?)
                   OR (p.proname = ANY (?) AND p.pronargs = 1
                       AND EXISTS (SELECT FROM pg_catalog.pg_type t
                                   WHERE t.oid = p.proargtypes[0] AND t.typtype IN ('c', 'p'))))
            LIMIT 1
            """;

    private final DataSource connections;
    private final FreeSqlOptions options;
    private final ExplainLimits limits;
    private final FreeSqlAudit audit;
    private final LongSupplier nanoTime;
    private final SqlFence fence;
    private double tokens;
    private long refilledAt;

    /// @param connections opens a new connection for each request, which is closed after it: not a
    ///   pool; best of a role that may only read
    /// @param nanoTime monotonic time in nanoseconds
    public FreeSql(
            DataSource connections,
            FreeSqlOptions options,
            ExplainLimits limits,
            FreeSqlAudit audit,
            LongSupplier nanoTime) {
        this.connections = connections;
        this.options = options;
        this.limits = limits;
        this.audit = audit;
        this.nanoTime = nanoTime;
        this.fence = new SqlFence(options);
        this.tokens = options.perMinute();
        this.refilledAt = nanoTime.getAsLong();
    }

    /// Explains one text.
    ///
    /// @param caller who asks, for the audit
    public ExplainOutcome explain(String sql, boolean analyze, String caller) {
        ExplainOutcome outcome = answer(sql, analyze);
        String verdict =
                switch (outcome) {
                    case Explained _ -> "explained";
                    case Failed(String sqlState, int _) -> "failed with SQLState " + sqlState;
                    case Refused(String reason) -> "refused: " + reason;
                    case RateLimited _ -> "rate limited";
                };
        String shown = sql.substring(0, Math.min(sql.length(), AUDITED_CHARACTERS));
        audit.asked(caller, Masking.mask(shown), analyze, verdict);
        return outcome;
    }

    private ExplainOutcome answer(String sql, boolean analyze) {
        Duration wait = take();
        if (wait.isPositive()) {
            return new RateLimited(wait);
        }
        if (analyze && !options.analyze()) {
            return new Refused("free SQL is not executed here; ask without analyze");
        }
        return switch (fence.check(sql)) {
            case SqlFence.Verdict.Refused(String reason) -> new Refused(reason);
            case SqlFence.Verdict.Allowed allowed -> explained(allowed, analyze);
        };
    }

    private ExplainOutcome explained(SqlFence.Verdict.Allowed allowed, boolean analyze) {
        String explain =
                analyze
                        ? "EXPLAIN (ANALYZE, BUFFERS, VERBOSE, FORMAT JSON) "
                        : "EXPLAIN (VERBOSE, FORMAT JSON) ";
        try (Connection connection = connections.getConnection()) {
            connection.setAutoCommit(false);
            try (Statement statement = connection.createStatement()) {
                statement.setEscapeProcessing(false);
                statement.execute(Explain.beginning(limits, "auto"));
                @Nullable String shadow = shadow(connection, allowed);
                if (shadow != null) {
                    return new Refused("this function of the service is not allowed: " + shadow);
                }
                Plan plan = Explain.read(statement, explain + allowed.sql());
                return new Explained(plan, Surroundings.read(connection, plan));
            } finally {
                connection.rollback();
            }
        } catch (SQLException e) {
            return failed(e, explain.length());
        }
    }

    private static @Nullable String shadow(Connection connection, SqlFence.Verdict.Allowed allowed)
            throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(SHADOWS)) {
            statement.setArray(1, names(connection, allowed.functions()));
            statement.setArray(2, names(connection, allowed.columns()));
            try (ResultSet row = statement.executeQuery()) {
                return row.next() ? row.getString(1) : null;
            }
        }
    }

    private static Array names(Connection connection, Set<String> names) throws SQLException {
        return connection.createArrayOf("name", names.toArray());
    }

    /// SQLState and position, never the message.
    static Failed failed(SQLException error, int prefix) {
        String state = error.getSQLState() == null ? "XX000" : error.getSQLState();
        ServerErrorMessage server =
                error instanceof PSQLException own ? own.getServerErrorMessage() : null;
        int position = server == null ? 0 : server.getPosition() - prefix;
        return new Failed(state, Math.max(position, 0));
    }

    private synchronized Duration take() {
        long now = nanoTime.getAsLong();
        double perNano = (double) options.perMinute() / MINUTE_NANOS;
        tokens = Math.min(options.perMinute(), tokens + (now - refilledAt) * perNano);
        refilledAt = now;
        if (tokens >= 1) {
            tokens--;
            return Duration.ZERO;
        }
        return Duration.ofNanos((long) Math.ceil((1 - tokens) / perNano));
    }
}
