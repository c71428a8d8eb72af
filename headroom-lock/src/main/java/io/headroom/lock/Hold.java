package io.headroom.lock;

import java.time.Duration;

/// A lock that was acquired. Safe for use by many threads; the caller releases it, by [#unlock] or
/// [#close].
///
/// ```java
/// if (locks.efficient().tryLock("report:7", wait, lease) instanceof Acquired(Hold hold)) {
///     try (hold) {
///         work();
///     }
/// }
/// ```
public interface Hold extends AutoCloseable {

    /// The lock's name.
    String name();

    /// What the lock promises.
    Tier tier();

    /// Who holds it. Holders of one process who follow each other at once may be one owner; they
    /// have different tokens.
    String owner();

    /// The fencing token (Kleppmann, "How to do distributed locking"): higher for later holders of
    /// the name, with exceptions when Redis fails over or its clock goes back, which is why a guard
    /// compares the owner too. 0 for [Tier#STRICT], which needs none.
    long token();

    /// How long the hold is still valid by this process' clock, counted from before the question
    /// was sent and less 1 % and 2 ms for clocks that run apart; zero when it is not.
    Duration remaining();

    /// Whether the hold is valid by what this process knows.
    boolean isHeld();

    /// For the places in a long work where it would better stop than go on beside another holder.
    ///
    /// @throws LockLostException when [#isHeld] is false because the lease ended or was lost
    /// @throws IllegalStateException when it was released
    void ensureHeld();

    /// Makes the lease last from now; a renewed hold is renewed by the new lease from then on.
    ///
    /// @return false when the lock is not held any more
    /// @throws LockUnavailableException when the server did not answer; the hold lasts as it was
    boolean extend(Duration lease);

    /// Calls back once on a thread of its own when the hold is lost, at once when it is lost
    /// already; never after it was released.
    void onLost(Runnable callback);

    /// Gives the lock back. When the server does not answer, the lease ends it.
    ///
    /// @throws LockLostException when it was lost before: others may have held it meanwhile
    /// @throws IllegalStateException when it was released before
    void unlock();

    /// As [#unlock], and quiet when there is nothing to give back; a loss is logged.
    @Override
    void close();
}
