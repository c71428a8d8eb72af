package io.headroom.spring.jobs;

import io.headroom.http.CorrelationId;
import io.headroom.jobs.Enqueued;
import io.headroom.jobs.Jobs;
import io.headroom.jobs.JobsUnavailableException;
import io.headroom.jobs.NewJob;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import javax.sql.DataSource;
import org.slf4j.MDC;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.support.SQLExceptionSubclassTranslator;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Enqueues jobs in the transaction that Spring has under way, and wakes the workers when that
/// committed; without a transaction, in one of their own. A job belongs to the request that
/// enqueues it: it carries its correlation id. Safe for use by many threads.
public final class TransactionalJobs {

    private final Jobs jobs;
    private final DataSource database;

    TransactionalJobs(Jobs jobs, DataSource database) {
        this.jobs = jobs;
        this.database = database;
    }

    /// Enqueues a job.
    ///
    /// @throws io.headroom.jobs.UnknownQueueException when its queue is not configured
    /// @throws io.headroom.jobs.PayloadTooLargeException when its payload exceeds the limit
    /// @throws JobsUnavailableException when there is no transaction, and PostgreSQL does not
    ///   answer
    /// @throws org.springframework.dao.DataAccessException when PostgreSQL does not answer in the
    ///   transaction
    public Enqueued enqueue(NewJob<?> job) {
        return enqueueAll(List.of(job)).getFirst();
    }

    /// Enqueues many jobs; outcomes are in their order.
    public List<Enqueued> enqueueAll(List<? extends NewJob<?>> many) {
        String id = MDC.get(CorrelationId.LOG_KEY);
        List<? extends NewJob<?>> all =
                id == null
                        ? many
                        : many.stream()
                                .map(job ->
                                        job.correlationId().isEmpty()
                                                ? job.withCorrelationId(id)
                                                : job)
                                .toList();
        if (!TransactionSynchronizationManager.isActualTransactionActive()) {
            return all.size() == 1 ? List.of(jobs.enqueue(all.getFirst())) : jobs.enqueueAll(all);
        }
        if (!TransactionSynchronizationManager.hasResource(database)) {
            throw new IllegalStateException(
                    "the transaction under way is not one of the database with the jobs, so they cannot take part in it");
        }
        Connection connection = DataSourceUtils.getConnection(database);
        try {
            List<Enqueued> outcomes =
                    all.size() == 1
                            ? List.of(jobs.enqueue(connection, all.getFirst()))
                            : jobs.enqueueAll(connection, all);
            wakeAfterCommit(all);
            return outcomes;
        } catch (SQLException e) {
            throw new SQLExceptionSubclassTranslator().translate("enqueue", null, e);
        } finally {
            DataSourceUtils.releaseConnection(connection, database);
        }
    }

    private void wakeAfterCommit(List<? extends NewJob<?>> many) {
        Set<String> queues = new HashSet<>();
        many.forEach(job -> queues.add(job.queue()));
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(
                    new TransactionSynchronization() {
                        @Override
                        public void afterCommit() {
                            jobs.wake(queues);
                        }
                    });
        }
    }

    /// What is behind: for looking at jobs, cancelling and requeuing them.
    public Jobs jobs() {
        return jobs;
    }
}
