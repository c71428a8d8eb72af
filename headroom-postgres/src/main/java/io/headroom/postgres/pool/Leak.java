package io.headroom.postgres.pool;

/// A connection that seems not to be given back.
///
/// @param kind what speaks for it
/// @param holder who has it, and where it was borrowed
/// @param transactionSeconds how long its transaction is open, as the server says; 0 when none is
///   or the server was not asked
public record Leak(Kind kind, Holder holder, double transactionSeconds) {

    /// What speaks for a leak, the surest first.
    public enum Kind {
        /// The thread that borrowed it has ended, and nothing runs on it.
        THREAD_ENDED,

        /// Its transaction waits for its client; it keeps locks, and dead rows from being vacuumed.
        IDLE_IN_TRANSACTION,

        /// Nothing ran on it for as long as a connection may be held.
        UNUSED,

        /// It is held for long but in use: a long job, or a loop that never ends.
        BUSY
    }

    /// Whether it is more than a long job.
    public boolean suspicious() {
        return kind != Kind.BUSY;
    }
}
