package io.headroom.lock;

import io.headroom.lock.AdvisoryLock.Mode;
import io.headroom.lock.LocalQueues.Turn;
import io.headroom.lock.LocalQueues.Waiter;
import io.headroom.lock.LockAttempt.Acquired;
import io.headroom.lock.LockAttempt.Busy;
import io.headroom.lock.LockAttempt.Unavailable;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The tier [Tier#STRICT]: an advisory lock of PostgreSQL that ends with the transaction it
/// protects. Made by [Locks].
///
/// Work that must not run beside another holder's stands in the transaction that holds the lock:
/// [#executeInTransaction], or [#lockWithin] in a transaction of the caller's. A hold of [#tryLock]
/// keeps a session of its own beside the work; who does the work elsewhere is told by [Hold#onLost]
/// when that session ends, and no sooner.
///
/// The lease is how long the session may be silent: the server then ends it, and with it the
/// transaction and the lock. A hold takes a connection of the data source, a process waits for a
/// name with one at most.
public final class StrictLock implements DistributedLock<Hold>, TransactionalLock {

    private final DataSource database;
    private final Surroundings surroundings;
    private final Recorder recorder;
    private final LocalQueues queues;

    StrictLock(DataSource database, Surroundings surroundings, Recorder recorder) {
        this.database = database;
        this.surroundings = surroundings;
        this.recorder = recorder;
        queues = new LocalQueues(surroundings.deadlines());
        recorder.countWaiting(queues::waiting);
    }

    @Override
    public Tier tier() {
        return Tier.STRICT;
    }

    @Override
    public LockAttempt<Hold> tryLock(String name, LockOptions options) throws InterruptedException {
        LockName.refuseUnfit(name);
        Waiter me = queues.enter(name, options, surroundings.nanos());
        if (!awaitTurn(me)) {
            return busy(me);
        }
        boolean acquired = false;
        try {
            LockAttempt<Hold> outcome = open(me, Mode.EXCLUSIVE, () -> queues.passOn(name));
            acquired = outcome instanceof Acquired;
            return outcome;
        } finally {
            if (!acquired) {
                queues.passOn(name);
            }
        }
    }

    /// Takes the lock beside others who read, and beside nobody who has it by another method.
    public LockAttempt<Hold> tryReadLock(String name, LockOptions options) {
        LockName.refuseUnfit(name);
        return open(Waiter.alone(name, options, surroundings.nanos()), Mode.SHARED, () -> {});
    }

    /// Takes the lock in a transaction that the caller has begun and ends, and with it the lock.
    ///
    /// @return false when others held it for the whole wait: roll back
    /// @throws SQLException when the database failed
    public boolean lockWithin(Connection transaction, String name, LockOptions options)
            throws SQLException {
        LockName.refuseUnfit(name);
        long began = surroundings.nanos();
        boolean held =
                AdvisoryLock.take(
                        transaction, name, Mode.EXCLUSIVE, options.waitAtMost(), options.lease());
        long waited = surroundings.nanos() - began;
        if (held) {
            recorder.passed(name, waited);
        } else {
            recorder.busy(name, waited);
        }
        return held;
    }

    @Override
    public <T extends @Nullable Object, E extends Exception> T executeInTransaction(
            String name, LockOptions options, TransactionCall<T, E> call)
            throws E, SQLException, InterruptedException {
        try {
            return this.<T, Exception>inTurn(
                    name,
                    options,
                    left -> {
                        try (Connection connection = database.getConnection()) {
                            return Transactions.run(
                                    connection,
                                    transaction -> {
                                        takeWithin(transaction, name, left);
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

    /// Calls when no other call for the name runs in this process any more: so that of many who
    /// want a lock only one waits for it with a connection in its hands. What is called takes the
    /// lock by [#takeWithin].
    ///
    /// @throws LockBusyException when the wait was over before
    /// @throws InterruptedException when interrupted while waiting
    public <T extends @Nullable Object, E extends Exception> T inTurn(
            String name, LockOptions options, TurnCall<T, E> call) throws E, InterruptedException {
        LockName.refuseUnfit(name);
        Waiter me = queues.enter(name, options, surroundings.nanos());
        if (!awaitTurn(me)) {
            throw refused(busy(me), name);
        }
        try {
            Duration left = Duration.ofNanos(Math.max(0, me.left(surroundings.nanos())));
            return call.call(options.withWait(left));
        } finally {
            queues.passOn(name);
        }
    }

    /// As [#lockWithin], but throws.
    ///
    /// @throws LockBusyException when others held the lock for the whole wait: roll back
    /// @throws SQLException when the database failed
    public void takeWithin(Connection transaction, String name, LockOptions options)
            throws SQLException {
        if (!lockWithin(transaction, name, options)) {
            throw refused(new Busy<>(options.waitAtMost()), name);
        }
    }

    private static LockBusyException refused(Busy<Hold> busy, String name) {
        return new LockBusyException(
                "the lock '%s' was held by others for %d ms"
                        .formatted(name, busy.waited().toMillis()));
    }

    /// False when the time was over.
    private boolean awaitTurn(Waiter me) throws InterruptedException {
        try {
            return !(queues.await(me, me.options().waitAtMost()) instanceof Turn.None);
        } catch (InterruptedException e) {
            if (!(queues.withdraw(me) instanceof Turn.None)) {
                queues.passOn(me.name());
            }
            throw e;
        }
    }

    private Busy<Hold> busy(Waiter me) {
        long waited = surroundings.nanos() - me.cameNanos();
        recorder.busy(me.name(), waited);
        return new Busy<>(Duration.ofNanos(waited));
    }

    /// Takes the lock in a session that nobody else uses.
    private LockAttempt<Hold> open(Waiter me, Mode mode, Runnable passOn) {
        LockOptions options = me.options();
        Session session;
        try {
            session = new Session(database.getConnection(), passOn);
        } catch (SQLException e) {
            return away(e);
        }
        boolean kept = false;
        try {
            session.connection.setAutoCommit(false);
            Duration left = Duration.ofNanos(Math.max(0, me.left(surroundings.nanos())));
            kept = AdvisoryLock.take(session.connection, me.name(), mode, left, options.lease());
            long sent = surroundings.nanos();
            if (!kept) {
                return busy(me);
            }
            Grant grant =
                    new Grant(
                            me.name(),
                            surroundings.newOwner(),
                            0,
                            0,
                            options,
                            sent,
                            sent - me.cameNanos(),
                            me.stoodInLine());
            return new Acquired<>(new Lease(Tier.STRICT, grant, session, surroundings, recorder));
        } catch (SQLException e) {
            return away(e);
        } finally {
            if (!kept) {
                var _ = session.end();
            }
        }
    }

    private Unavailable<Hold> away(SQLException e) {
        recorder.unavailable();
        return new Unavailable<>("PostgreSQL: " + e.getMessage());
    }

    /// The session of a hold.
    private final class Session implements Keeper {

        private final Connection connection;
        private final Runnable passOn;

        Session(Connection connection, Runnable passOn) {
            this.connection = connection;
            this.passOn = passOn;
        }

        @Override
        public CompletionStage<Boolean> extend(Lease lease, Duration duration) {
            return CompletableFuture.supplyAsync(() -> isAlive(duration), surroundings.threads());
        }

        private boolean isAlive(Duration silence) {
            try {
                AdvisoryLock.extend(connection, silence);
                return true;
            } catch (SQLException ended) {
                return false;
            }
        }

        @Override
        public boolean release(Lease lease) {
            try {
                return end();
            } finally {
                passOn.run();
            }
        }

        @Override
        public void lost(Lease lease) {
            passOn.run();
            surroundings.run(() -> {
                var _ = end();
            });
        }

        /// Whether the session lived until now.
        boolean end() {
            try (connection) {
                connection.rollback();
                connection.setAutoCommit(true);
                return true;
            } catch (SQLException ended) {
                return false;
            }
        }
    }
}
