package io.headroom.postgres.jdbc;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// An execution that has ended.
record Executed(
        String sql,
        Binds bound,
        CallScope scope,
        long nanos,
        @Nullable Throwable error,
        Borrow borrow)
        implements Execution {

    @Override
    public List<@Nullable Object> binds() {
        return bound.copy();
    }

    @Override
    public String endpoint() {
        return scope.endpoint();
    }
}
