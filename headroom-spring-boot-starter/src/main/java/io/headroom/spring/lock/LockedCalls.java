package io.headroom.spring.lock;

import io.headroom.lock.GuardedHold;
import io.headroom.lock.Hold;
import io.headroom.lock.LockOptions;
import io.headroom.lock.Locks;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/// Calls methods under their locks. Safe for use by many threads.
final class LockedCalls {

    private final Locks locks;
    private final ObjectProvider<DataSource> database;
    private final ObjectProvider<PlatformTransactionManager> transactions;

    LockedCalls(
            Locks locks,
            ObjectProvider<DataSource> database,
            ObjectProvider<PlatformTransactionManager> transactions) {
        this.locks = locks;
        this.database = database;
        this.transactions = transactions;
    }

    /// The method.
    @FunctionalInterface
    interface Body {
        @Nullable Object proceed() throws Throwable;
    }

    @Nullable Object call(LockedMethods.Locking locking, String name, Body body) throws Throwable {
        try {
            return switch (locking.tier()) {
                case EFFICIENT -> efficient(name, locking.options(), body);
                case GUARDED -> guarded(name, locking.options(), body);
                case STRICT -> strict(name, locking.options(), body);
            };
        } catch (Thrown e) {
            throw e.of();
        }
    }

    private @Nullable Object efficient(String name, LockOptions options, Body body)
            throws InterruptedException {
        if (isInTransaction()) {
            releaseAfterTransaction(locks.efficient().acquire(name, options));
            return proceed(body);
        }
        return locks.efficient()
                .<@Nullable Object, Thrown>executeWithLock(name, options, _ -> proceed(body));
    }

    private @Nullable Object guarded(String name, LockOptions options, Body body)
            throws InterruptedException, SQLException {
        if (isInTransaction()) {
            GuardedHold hold = locks.guarded().acquire(name, options);
            releaseAfterTransaction(hold);
            withConnection(hold::guard);
            return proceed(body);
        }
        return locks.guarded()
                .<@Nullable Object, Thrown>executeWithLock(
                        name, options, hold -> inTransaction(hold::guard, body));
    }

    private @Nullable Object strict(String name, LockOptions options, Body body)
            throws InterruptedException, SQLException {
        if (isInTransaction()) {
            withConnection(connection -> locks.strict().takeWithin(connection, name, options));
            return proceed(body);
        }
        return locks.strict()
                .<@Nullable Object, Thrown>inTurn(
                        name,
                        options,
                        left ->
                                inTransaction(
                                        connection ->
                                                locks.strict().takeWithin(connection, name, left),
                                        body));
    }

    private static boolean isInTransaction() {
        return TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.isSynchronizationActive();
    }

    /// Others see what the transaction wrote before they get the lock.
    private static void releaseAfterTransaction(Hold hold) {
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCompletion(int status) {
                        hold.close();
                    }
                });
    }

    /// The first statement of a transaction.
    @FunctionalInterface
    private interface First {
        void execute(Connection connection) throws SQLException;
    }

    private @Nullable Object inTransaction(First first, Body body) {
        TransactionTemplate template = new TransactionTemplate(transactions.getObject());
        return template.<@Nullable Object>execute(_ -> {
            try {
                withConnection(first);
            } catch (SQLException e) {
                throw new Thrown(e);
            }
            return proceed(body);
        });
    }

    private void withConnection(First first) throws SQLException {
        DataSource source = database.getObject();
        Connection connection = DataSourceUtils.getConnection(source);
        try {
            first.execute(connection);
        } finally {
            DataSourceUtils.releaseConnection(connection, source);
        }
    }

    private static @Nullable Object proceed(Body body) {
        try {
            return body.proceed();
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new Thrown(e);
        }
    }

    /// What a method threw, on its way through calls that declare less.
    private static final class Thrown extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Thrown(Throwable of) {
            super(of);
        }

        Throwable of() {
            Throwable cause = getCause();
            return cause == null ? this : cause;
        }
    }
}
