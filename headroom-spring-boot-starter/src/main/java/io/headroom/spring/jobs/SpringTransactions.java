package io.headroom.spring.jobs;

import io.headroom.jobs.JobTransactions;
import java.sql.Connection;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.ConnectionHolder;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Connections as Spring hands them out: what a handler does with `JdbcClient` or in
/// `@Transactional` methods takes part in the transaction of mode `IN_TX`, or is done on the
/// connection that is lent to it. A transaction within another that has a connection of its own
/// (`REQUIRES_NEW`) has an ordinary one.
final class SpringTransactions implements JobTransactions {

    private final PlatformTransactionManager transactions;
    private final DataSource database;
    private final JobTransactions plain;

    SpringTransactions(PlatformTransactionManager transactions, DataSource database) {
        this.transactions = transactions;
        this.database = database;
        this.plain = JobTransactions.of(database);
    }

    @Override
    public void run(Work work) throws Exception {
        TransactionStatus status =
                transactions.getTransaction(
                        new DefaultTransactionDefinition(
                                TransactionDefinition.PROPAGATION_REQUIRES_NEW));
        boolean done = false;
        try {
            Connection connection = DataSourceUtils.getConnection(database);
            try {
                work.in(connection);
            } finally {
                DataSourceUtils.releaseConnection(connection, database);
            }
            done = true;
        } finally {
            if (!done) {
                transactions.rollback(status);
            }
        }
        transactions.commit(status);
    }

    @Override
    public void lend(Work work) throws Exception {
        plain.lend(connection -> {
            TransactionSynchronizationManager.bindResource(
                    database, new ConnectionHolder(connection));
            try {
                work.in(connection);
            } finally {
                TransactionSynchronizationManager.unbindResource(database);
            }
        });
    }

    /// What jobs registered for the time after the commit would happen for the one that failed,
    /// too.
    @Override
    public boolean canUndoInPart() {
        return !TransactionSynchronizationManager.isSynchronizationActive()
                || TransactionSynchronizationManager.getSynchronizations().isEmpty();
    }
}
