package io.headroom.benchmarks.speed;

import com.zaxxer.hikari.HikariDataSource;
import io.headroom.postgres.jdbc.Borrows;
import io.headroom.postgres.jdbc.CallScope;
import io.headroom.postgres.jdbc.ConnectionListener;
import io.headroom.postgres.jdbc.ObservedDataSource;
import io.headroom.postgres.jdbc.Observers;
import io.headroom.postgres.jdbc.StatementListener;
import io.headroom.postgres.pool.PoolOptions;
import io.headroom.postgres.pool.PoolWatch;
import io.headroom.postgres.session.SessionOptions;
import io.headroom.postgres.session.SessionWatch;
import io.headroom.postgres.statement.SeenStatements;
import io.headroom.postgres.statement.StatementOptions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/// `./headroom bench jdbc-layer`: what the observing layer adds to a borrow and to a statement, on
/// a driver that does nothing. The cost is the difference to `driver`; `cpuNanos` is it without
/// what other programs took from the machine.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class JdbcLayer {

    private static final String SQL = "SELECT name FROM item WHERE id = ? AND lang = ?";

    /// `driver` alone; `observed` by nobody; `watched` by the pool's and the sessions' watch
    /// without keeping places; `placed` keeping the place of each borrow; `bound` with a listener
    /// that asks for what was bound; `counted` with the watch over statements.
    @Param({"driver", "observed", "watched", "placed", "bound", "counted"})
    public String layer = "driver";

    /// Frames between the top of the stack and the borrow: a controller of Spring MVC has about
    /// 100.
    @Param({"100"})
    public int depth;

    private @Nullable HikariDataSource pool;
    private DataSource source = IdleDriver.dataSource();
    private @Nullable Connection open;

    /// Makes the layer.
    @Setup
    public void begin() throws SQLException {
        HikariDataSource unused = new HikariDataSource();
        pool = unused;
        if (!layer.equals("driver")) {
            Observers observers = layer.equals("observed") ? Observers.none() : watch(unused);
            source =
                    new ObservedDataSource(
                            "shop", IdleDriver.dataSource(), () -> observers, System::nanoTime);
        }
        open = source.getConnection();
    }

    private Observers watch(HikariDataSource unused) {
        Borrows borrows = new Borrows(layer.equals("placed") ? 1 : 0);
        PoolWatch watch =
                new PoolWatch(
                        "shop",
                        unused,
                        borrows,
                        PoolOptions.defaults(),
                        InstantSource.system(),
                        System::nanoTime);
        SessionWatch sessions =
                new SessionWatch(
                        IdleDriver.dataSource(),
                        "shop",
                        SessionOptions.defaults(),
                        borrows,
                        InstantSource.system());
        List<StatementListener> statements = new ArrayList<>();
        statements.add(watch);
        statements.add(sessions.deadlocks());
        if (layer.equals("bound")) {
            statements.add(execution -> {
                if (execution.binds().size() != 2) {
                    throw new IllegalStateException("two were bound");
                }
            });
        }
        if (layer.equals("counted")) {
            statements.add(new SeenStatements(StatementOptions.defaults()));
        }
        List<ConnectionListener> connections = List.of(borrows, watch);
        return new Observers(CallScope.none(), statements, connections);
    }

    /// Closes what was opened.
    @TearDown
    public void end() throws SQLException {
        if (open != null) {
            open.close();
        }
        if (pool != null) {
            pool.close();
        }
    }

    /// Prepares a statement, binds two values, executes and closes it.
    @Benchmark
    public @Nullable ResultSet statement(CpuTime cpu) throws SQLException {
        cpu.operation();
        if (open == null) {
            throw new IllegalStateException("not set up");
        }
        try (PreparedStatement statement = open.prepareStatement(SQL)) {
            statement.setInt(1, depth);
            statement.setString(2, "en");
            return statement.executeQuery();
        }
    }

    /// Borrows a connection and gives it back.
    @Benchmark
    public boolean borrow(CpuTime cpu) throws SQLException {
        cpu.operation();
        return borrowBelow(depth);
    }

    private boolean borrowBelow(int frames) throws SQLException {
        if (frames > 0) {
            return borrowBelow(frames - 1);
        }
        try (Connection connection = source.getConnection()) {
            return connection.isReadOnly();
        }
    }

    /// Runs both and prints JMH's table, with allocations.
    ///
    /// @param arguments none
    public static void main(String[] arguments) throws RunnerException {
        new Runner(
                        new OptionsBuilder()
                                .include(JdbcLayer.class.getName() + "\\..*")
                                .forks(2)
                                .warmupIterations(5)
                                .warmupTime(TimeValue.seconds(1))
                                .measurementIterations(8)
                                .measurementTime(TimeValue.milliseconds(500))
                                .addProfiler(GCProfiler.class)
                                .build())
                .run();
    }
}
