package io.headroom.postgres.jdbc;

import java.io.PrintWriter;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Logger;
import javax.sql.DataSource;

/// A data source, usually a pool, that tells [Observers] who borrows from it and what they run. The
/// connections it gives are wrapped, [Connection#unwrap] leads to the pool's and the driver's.
///
/// Safe for use by many threads. It owns nothing: the target is closed by whoever made it.
public final class ObservedDataSource implements DataSource {

    private final String name;
    private final DataSource target;
    private final Supplier<Observers> observers;
    private final LongSupplier nanoTime;
    private final AtomicLong borrows = new AtomicLong();

    /// @param name what [Borrow#pool] says
    /// @param observers asked at each borrow, so that who listens may be decided after the first
    ///   statements have run; must be quick
    /// @param nanoTime monotonic time in nanoseconds
    public ObservedDataSource(
            String name, DataSource target, Supplier<Observers> observers, LongSupplier nanoTime) {
        this.name = name;
        this.target = target;
        this.observers = observers;
        this.nanoTime = nanoTime;
    }

    /// What [Borrow#pool] says.
    public String name() {
        return name;
    }

    /// What it wraps.
    public DataSource target() {
        return target;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return borrow(target::getConnection);
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return borrow(() -> target.getConnection(username, password));
    }

    private Connection borrow(SqlCall<Connection> pool) throws SQLException {
        Observers told = observers.get();
        long start = nanoTime.getAsLong();
        Connection connection;
        try (var _ = told.scope().borrowing()) {
            connection = pool.call();
        } catch (SQLException refused) {
            told.refused(name, nanoTime.getAsLong() - start, refused);
            throw refused;
        }
        long now = nanoTime.getAsLong();
        Borrow borrow =
                new Borrow(
                        borrows.incrementAndGet(),
                        name,
                        connection,
                        told.scope().endpoint(),
                        now - start,
                        now);
        told.borrowed(borrow);
        return new ObservedConnection(connection, borrow, told, nanoTime);
    }

    @Override
    public <T> T unwrap(Class<T> type) throws SQLException {
        if (type.isInstance(this)) {
            return type.cast(this);
        }
        return type.isInstance(target) ? type.cast(target) : target.unwrap(type);
    }

    @Override
    public boolean isWrapperFor(Class<?> type) throws SQLException {
        return type.isInstance(this) || type.isInstance(target) || target.isWrapperFor(type);
    }

    @Override
    public PrintWriter getLogWriter() throws SQLException {
        return target.getLogWriter();
    }

    @Override
    public void setLogWriter(PrintWriter out) throws SQLException {
        target.setLogWriter(out);
    }

    @Override
    public void setLoginTimeout(int seconds) throws SQLException {
        target.setLoginTimeout(seconds);
    }

    @Override
    public int getLoginTimeout() throws SQLException {
        return target.getLoginTimeout();
    }

    @Override
    public Logger getParentLogger() throws SQLFeatureNotSupportedException {
        return target.getParentLogger();
    }

    @Override
    public String toString() {
        return "observed " + target;
    }
}
