package io.headroom.cache;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A loaded value and what its loader decided about keeping it. Immutable.
public final class Loaded<V> {

    private final @Nullable V value;
    private final @Nullable Duration ttl;

    private Loaded(@Nullable V value, @Nullable Duration ttl) {
        this.value = value;
        this.ttl = ttl;
    }

    /// Keeps the value as the options say; null means that there is no such value.
    public static <V> Loaded<V> of(@Nullable V value) {
        return new Loaded<>(value, null);
    }

    /// The same value kept for at most `ttl` (jitter shortens it), whatever the options say; zero
    /// hands it to the waiting callers and stores it nowhere.
    public Loaded<V> withTtl(Duration ttl) {
        if (ttl.isNegative()) {
            throw new IllegalArgumentException("ttl must not be negative, but is " + ttl);
        }
        return new Loaded<>(value, ttl);
    }

    /// The same value handed to the waiting callers and stored nowhere.
    public Loaded<V> notCached() {
        return withTtl(Duration.ZERO);
    }

    @Nullable V value() {
        return value;
    }

    Duration ttl(LoadOptions options) {
        if (ttl != null) {
            return ttl;
        }
        return value == null ? options.negativeTtl() : options.ttl();
    }
}
