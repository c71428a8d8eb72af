package io.headroom.http.timing;

import java.util.List;

/// Nobody listens.
final class NoProfile implements RequestProfile {

    static final NoProfile INSTANCE = new NoProfile();

    private NoProfile() {}

    @Override
    public <T, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> work) throws X {
        return work.call();
    }

    @Override
    public Span begin(Part part) {
        return Span.NONE;
    }

    @Override
    public Span awaitLoad() {
        return Span.NONE;
    }

    @Override
    public void statement(String sql, long nanos, boolean failed) {
        // nobody reads it
    }

    @Override
    public void cacheRead(String cache, int hits, int misses) {
        // nobody reads it
    }

    @Override
    public Runnable carry(Runnable task) {
        return task;
    }

    @Override
    public String endpoint() {
        return "";
    }

    @Override
    public Split split() {
        return Split.ofRest(0);
    }

    @Override
    public List<StatementTime> slowestStatements(int most) {
        return List.of();
    }

    @Override
    public List<CacheReads> cacheReads() {
        return List.of();
    }
}
