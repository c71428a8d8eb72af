package io.headroom.spring.timing;

import org.jspecify.annotations.Nullable;

/// Is told of every statement that was executed through a `DataSource` bean. Declare a bean of this
/// type to count or time statements. Called on the executing thread; it must be quick, safe for
/// many threads, and must not throw.
@FunctionalInterface
public interface StatementListener {

    /// Takes note of an execution.
    ///
    /// @param sql the text as it was given to the driver; the statements of a batch of different
    ///   ones are named `batch`
    /// @param nanos until the driver returned; rows that are fetched later are not in it
    /// @param error what it threw, null when it succeeded
    void executed(String sql, long nanos, @Nullable Throwable error);
}
