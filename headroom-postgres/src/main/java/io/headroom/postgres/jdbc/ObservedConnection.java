package io.headroom.postgres.jdbc;

import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.sql.Statement;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A borrowed connection. Commits and rollbacks count as the database's time; statements are
/// wrapped; everything else is the pool's.
final class ObservedConnection extends DelegatingConnection {

    private final Borrow borrow;
    private final Observers observers;
    private final LongSupplier nanoTime;
    private boolean returned;

    ObservedConnection(
            Connection target, Borrow borrow, Observers observers, LongSupplier nanoTime) {
        super(target);
        this.borrow = borrow;
        this.observers = observers;
        this.nanoTime = nanoTime;
    }

    /// Runs a statement and tells of it.
    <T extends @Nullable Object> T run(String sql, Binds binds, SqlCall<T> statement)
            throws SQLException {
        long start = nanoTime.getAsLong();
        borrow.begins(sql, start);
        @Nullable Throwable error = null;
        try (var _ = observers.scope().running()) {
            return statement.call();
        } catch (Throwable thrown) {
            error = thrown;
            throw thrown;
        } finally {
            long end = nanoTime.getAsLong();
            borrow.ended(end);
            observers.executed(
                    new Executed(sql, binds, observers.scope(), end - start, error, borrow));
        }
    }

    private void giveBack() {
        if (!returned) {
            returned = true;
            observers.returned(borrow);
        }
    }

    @Override
    public void close() throws SQLException {
        giveBack();
        target.close();
    }

    @Override
    public void abort(Executor executor) throws SQLException {
        giveBack();
        target.abort(executor);
    }

    @Override
    public void commit() throws SQLException {
        try (var _ = observers.scope().running()) {
            target.commit();
        }
    }

    @Override
    public void rollback() throws SQLException {
        try (var _ = observers.scope().running()) {
            target.rollback();
        }
    }

    @Override
    public void rollback(Savepoint savepoint) throws SQLException {
        try (var _ = observers.scope().running()) {
            target.rollback(savepoint);
        }
    }

    @Override
    public Statement createStatement() throws SQLException {
        return new ObservedStatement<>(this, target.createStatement());
    }

    @Override
    public PreparedStatement prepareStatement(String sql) throws SQLException {
        return new ObservedPreparedStatement(this, target.prepareStatement(sql), sql);
    }

    @Override
    public CallableStatement prepareCall(String sql) throws SQLException {
        return ObservedCall.wrap(this, target.prepareCall(sql), sql);
    }

    @Override
    public Statement createStatement(int resultSetType, int resultSetConcurrency)
            throws SQLException {
        return new ObservedStatement<>(
                this, target.createStatement(resultSetType, resultSetConcurrency));
    }

    @Override
    public PreparedStatement prepareStatement(
            String sql, int resultSetType, int resultSetConcurrency) throws SQLException {
        return new ObservedPreparedStatement(
                this, target.prepareStatement(sql, resultSetType, resultSetConcurrency), sql);
    }

    @Override
    public CallableStatement prepareCall(String sql, int resultSetType, int resultSetConcurrency)
            throws SQLException {
        return ObservedCall.wrap(
                this, target.prepareCall(sql, resultSetType, resultSetConcurrency), sql);
    }

    @Override
    public Statement createStatement(
            int resultSetType, int resultSetConcurrency, int resultSetHoldability)
            throws SQLException {
        return new ObservedStatement<>(
                this,
                target.createStatement(resultSetType, resultSetConcurrency, resultSetHoldability));
    }

    @Override
    public PreparedStatement prepareStatement(
            String sql, int resultSetType, int resultSetConcurrency, int resultSetHoldability)
            throws SQLException {
        return new ObservedPreparedStatement(
                this,
                target.prepareStatement(
                        sql, resultSetType, resultSetConcurrency, resultSetHoldability),
                sql);
    }

    @Override
    public CallableStatement prepareCall(
            String sql, int resultSetType, int resultSetConcurrency, int resultSetHoldability)
            throws SQLException {
        return ObservedCall.wrap(
                this,
                target.prepareCall(sql, resultSetType, resultSetConcurrency, resultSetHoldability),
                sql);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int autoGeneratedKeys)
            throws SQLException {
        return new ObservedPreparedStatement(
                this, target.prepareStatement(sql, autoGeneratedKeys), sql);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, int[] columnIndexes) throws SQLException {
        return new ObservedPreparedStatement(
                this, target.prepareStatement(sql, columnIndexes), sql);
    }

    @Override
    public PreparedStatement prepareStatement(String sql, String[] columnNames)
            throws SQLException {
        return new ObservedPreparedStatement(this, target.prepareStatement(sql, columnNames), sql);
    }
}
