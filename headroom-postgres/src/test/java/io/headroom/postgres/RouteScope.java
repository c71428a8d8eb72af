package io.headroom.postgres;

import io.headroom.postgres.jdbc.CallScope;
import java.util.function.Supplier;

/// Books no time.
///
/// @param route which one a test works for
public record RouteScope(Supplier<String> route) implements CallScope {

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
        return route.get();
    }
}
