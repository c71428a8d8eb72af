package io.headroom.cache.redis;

/// What came of a command.
sealed interface Reply<T> {

    record Value<T>(T value) implements Reply<T> {}

    /// No answer in time, or an error.
    record None<T>(String reason) implements Reply<T> {}
}
