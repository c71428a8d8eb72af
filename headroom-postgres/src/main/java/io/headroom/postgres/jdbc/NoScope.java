package io.headroom.postgres.jdbc;

/// Nobody wants to know.
final class NoScope implements CallScope {

    static final NoScope INSTANCE = new NoScope();

    private NoScope() {}

    @Override
    public Span borrowing() {
        return Span.NONE;
    }

    @Override
    public Span running() {
        return Span.NONE;
    }

    @Override
    public String endpoint() {
        return "";
    }
}
