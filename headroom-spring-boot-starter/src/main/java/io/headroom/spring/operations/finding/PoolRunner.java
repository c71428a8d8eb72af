package io.headroom.spring.operations.finding;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.operations.finding.Action;
import io.headroom.operations.finding.ActionRunner;
import io.headroom.postgres.pool.BesidePool;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/// Changes how many connections the pool may have, if the server has as many to spare. What is
/// configured holds again after a restart.
final class PoolRunner implements ActionRunner {

    private static final String SPARE =
            """
            SELECT /* headroom */ current_setting('max_connections')::int
                   - current_setting('superuser_reserved_connections')::int
                   - (SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend')
            """;

    private final HikariDataSource pool;
    private final String name;

    /// @param name the pool's in findings
    PoolRunner(HikariDataSource pool, String name) {
        this.pool = pool;
        this.name = name;
    }

    @Override
    public boolean runs(Action action) {
        return action instanceof Action.PoolSize size && size.pool().equals(name);
    }

    @Override
    public RunOutcome check(Action action) {
        return action instanceof Action.PoolSize(String _, int from, int to)
                ? checked(from, to)
                : new RunOutcome.Refused("It is no pool's size.");
    }

    private RunOutcome checked(int from, int to) {
        if (pool.getMaximumPoolSize() != from) {
            return new RunOutcome.Refused(
                    "The pool may have %d connections now, not %d; look at the findings again."
                            .formatted(pool.getMaximumPoolSize(), from));
        }
        if (to > from) {
            try {
                long spare = spare();
                if (spare < to - from) {
                    return new RunOutcome.Refused(
                            "The server has only %d connections to spare; raise max_connections first."
                                    .formatted(spare));
                }
            } catch (SQLException e) {
                return new RunOutcome.Refused(
                        "The server does not say whether it has connections to spare: SQLState "
                                + e.getSQLState());
            }
        }
        return new RunOutcome.Done(
                "The pool %s may have %d connections instead of %d.".formatted(name, to, from));
    }

    private long spare() throws SQLException {
        try (Connection connection = BesidePool.of(pool).getConnection();
                Statement statement = connection.createStatement();
                ResultSet row = statement.executeQuery(SPARE)) {
            row.next();
            return row.getLong(1);
        }
    }

    @Override
    public RunOutcome apply(Action action, String operator) {
        RunOutcome checked = check(action);
        if (checked instanceof RunOutcome.Done && action instanceof Action.PoolSize size) {
            pool.getHikariConfigMXBean().setMaximumPoolSize(size.to());
        }
        return checked;
    }

    @Override
    public RunOutcome undo(Action action, String operator) {
        return action instanceof Action.PoolSize(String called, int from, int to)
                ? apply(new Action.PoolSize(called, to, from), operator)
                : check(action);
    }

    @Override
    public boolean survivesRestart(Action action) {
        return false;
    }
}
