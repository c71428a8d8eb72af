package io.headroom.lock;

import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;

/// The tier [Tier#GUARDED]: a lease in Redis, and a fence row in PostgreSQL that refuses the
/// transactions of whoever is not the holder any more. Made by [Locks].
///
/// Two comparisons make it safe, and neither of them reads a clock. A transaction of an older token
/// is refused. So is one with the same token and another owner, which is what a fail-over to a
/// replica that lags gives out. And as the fence row stays locked until the transaction ends,
/// guarded transactions of a name run one after the other.
public final class GuardedLock extends LeaseLock<GuardedHold> implements TransactionalLock {

    private final Fences fences;
    private final Surroundings surroundings;
    private final Recorder recorder;

    GuardedLock(LockStore store, Fences fences, Surroundings surroundings, Recorder recorder) {
        super(Tier.GUARDED, store, fences::floor, surroundings, recorder);
        this.fences = fences;
        this.surroundings = surroundings;
        this.recorder = recorder;
    }

    /// Takes the lock, begins a transaction, guards it, calls, commits, and gives the lock back.
    @Override
    public <T extends @Nullable Object, E extends Exception> T executeInTransaction(
            String name, LockOptions options, TransactionCall<T, E> call)
            throws E, SQLException, InterruptedException {
        try {
            return this.<T, Exception>executeWithLock(
                    name,
                    options,
                    hold -> {
                        try (Connection connection = fences.database().getConnection()) {
                            return Transactions.run(
                                    connection,
                                    transaction -> {
                                        hold.guard(transaction);
                                        return call.call(transaction);
                                    });
                        }
                    });
        } catch (SQLException | InterruptedException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            Transactions.<E>rethrow(e);
            throw new IllegalStateException(e); // not reached
        }
    }

    /// Deletes the fences of names that no transaction was guarded by for so long. A holder that
    /// stood still for longer would not be refused any more.
    ///
    /// @param days at least 1
    /// @return how many
    public int forgetFences(int days) throws SQLException {
        if (days < 1) {
            throw new IllegalArgumentException("days must be at least 1, but is " + days);
        }
        String problem = fences.prepare();
        if (!problem.isEmpty()) {
            throw new SQLException(problem);
        }
        return fences.forget(days);
    }

    @Override
    String prepare() {
        return fences.prepare();
    }

    @Override
    boolean isUsable(String name, long token) {
        return fences.isBeyond(name, token);
    }

    @Override
    GuardedHold hold(Grant grant) {
        return new Fenced(grant);
    }

    private final class Fenced extends Lease implements GuardedHold {

        Fenced(Grant grant) {
            super(Tier.GUARDED, grant, GuardedLock.this.keeper(), surroundings, recorder);
        }

        @Override
        public void guard(Connection transaction) throws SQLException {
            if (!fences.guard(transaction, this)) {
                recorder.refused();
                throw new StaleHolderException(
                        "the transaction under the lock '%s' (token %d) is refused: its fence is at %d, a later holder's; roll back"
                                .formatted(name(), token(), fences.floor(name())));
            }
        }
    }
}
