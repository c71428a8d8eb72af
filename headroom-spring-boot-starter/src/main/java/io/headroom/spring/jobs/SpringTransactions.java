package io.headroom.spring.jobs;

import io.headroom.jobs.JobTransactions;
import java.sql.Connection;
import javax.sql.DataSource;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionStatus;
import org.springframework.transaction.support.DefaultTransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Transactions of mode `IN_TX` as Spring makes them: what a handler does with `JdbcClient` or in
/// `@Transactional` methods takes part.
final class SpringTransactions implements JobTransactions {

    private final PlatformTransactionManager transactions;
    private final DataSource database;

    SpringTransactions(PlatformTransactionManager transactions, DataSource database) {
        this.transactions = transactions;
        this.database = database;
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

    /// What jobs registered for the time after the commit would happen for the one that failed,
    /// too.
    @Override
    public boolean canUndoInPart() {
        return !TransactionSynchronizationManager.isSynchronizationActive()
                || TransactionSynchronizationManager.getSynchronizations().isEmpty();
    }
}
