package io.headroom.cache.redis;

/// What came of a command.
sealed interface Reply<T> {

    /// Why there is no answer.
    enum Cause {
        /// None came in time.
        LATE,
        /// The connection is gone, or the server is not the one to ask: not the primary any more,
        /// not the slot's owner, still loading.
        LOST,
        /// The server refused it.
        REFUSED,
        /// The waiting thread was interrupted.
        INTERRUPTED
    }

    record Value<T>(T value) implements Reply<T> {}

    /// No answer in time, or an error.
    record None<T>(Cause cause, String reason) implements Reply<T> {

        /// The same for another type of answer.
        <U> None<U> as() {
            return new None<>(cause, reason);
        }
    }
}
