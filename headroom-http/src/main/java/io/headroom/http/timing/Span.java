package io.headroom.http.timing;

/// A stretch of time; closed by the thread that began it, the innermost first.
@FunctionalInterface
public interface Span extends AutoCloseable {

    /// A span that nobody measures.
    Span NONE = () -> {};

    /// Ends it.
    @Override
    void close();
}
