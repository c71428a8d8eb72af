package io.headroom.spring.cache;

import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.TransactionSystemException;
import org.springframework.transaction.support.AbstractPlatformTransactionManager;
import org.springframework.transaction.support.DefaultTransactionStatus;

/// Spring's transactions over nothing: begins, commits and rolls back as the real ones do, with
/// their synchronizations.
final class PlainTransactions extends AbstractPlatformTransactionManager {

    private static final long serialVersionUID = 1L;

    private final transient ThreadLocal<Integer> depth = ThreadLocal.withInitial(() -> 0);
    private boolean failing;

    /// Lets the next commit fail, as when the connection is lost during it.
    void loseNextCommit() {
        failing = true;
    }

    @Override
    protected Object doGetTransaction() {
        return new Object();
    }

    @Override
    protected boolean isExistingTransaction(Object transaction) {
        return depth.get() > 0;
    }

    @Override
    protected void doBegin(Object transaction, TransactionDefinition definition) {
        depth.set(depth.get() + 1);
    }

    @Override
    protected Object doSuspend(Object transaction) {
        int suspended = depth.get();
        depth.set(0);
        return suspended;
    }

    @Override
    protected void doResume(@Nullable Object transaction, Object suspended) {
        depth.set((Integer) suspended);
    }

    @Override
    protected void doCommit(DefaultTransactionStatus status) {
        if (failing) {
            failing = false;
            throw new TransactionSystemException("lost");
        }
    }

    @Override
    protected void doRollback(DefaultTransactionStatus status) {
        // nothing was written
    }

    @Override
    protected void doSetRollbackOnly(DefaultTransactionStatus status) {
        // the status knows
    }

    @Override
    protected void doCleanupAfterCompletion(Object transaction) {
        depth.set(0);
    }
}
