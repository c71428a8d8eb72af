package io.headroom.postgres.jdbc;

/// What a thread is busy for: lets the time it spends on the database be booked where it belongs.
/// Called on the thread that works with the connection; safe for many threads, must not throw.
public interface CallScope {

    /// The thread now waits for a connection, until the span is closed.
    Span borrowing();

    /// The thread now waits for the database to run a statement, a commit or a rollback, until the
    /// span is closed.
    Span running();

    /// The route that the current thread works for, such as `/api/items/{id}`; empty outside
    /// requests.
    String endpoint();

    /// A time that ends when it is closed, on the same thread.
    interface Span extends AutoCloseable {

        /// Is of no interest.
        Span NONE = () -> {};

        @Override
        void close();
    }

    /// Books nothing and knows no endpoint.
    static CallScope none() {
        return NoScope.INSTANCE;
    }
}
