package io.headroom.cache;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A loaded value and what its loader decided about keeping it. Immutable.
public final class Loaded<V> {

    private final @Nullable V value;
    private final @Nullable Duration ttl;
    private final List<String> tags;

    private Loaded(@Nullable V value, @Nullable Duration ttl, List<String> tags) {
        this.value = value;
        this.ttl = ttl;
        this.tags = tags;
    }

    /// Keeps the value as the options say; null means that there is no such value.
    public static <V> Loaded<V> of(@Nullable V value) {
        return new Loaded<>(value, null, List.of());
    }

    /// The same value kept for at most `ttl` (jitter shortens it), whatever the options say; zero
    /// hands it to the waiting callers and stores it nowhere.
    public Loaded<V> withTtl(Duration ttl) {
        if (ttl.isNegative()) {
            throw new IllegalArgumentException("ttl must not be negative, but is " + ttl);
        }
        return new Loaded<>(value, ttl, tags);
    }

    /// The same value handed to the waiting callers and stored nowhere.
    public Loaded<V> notCached() {
        return withTtl(Duration.ZERO);
    }

    /// The same value stored under these tags, beside those of the options; an invalidation of one
    /// of them invalidates it, also one that came while it was loaded.
    ///
    /// @throws IllegalArgumentException when there are more than 16 in all, or one is malformed
    public Loaded<V> withTags(Collection<String> tags) {
        return new Loaded<>(value, ttl, Tags.union(this.tags, Tags.checked(tags)));
    }

    /// Short for [#withTags(Collection)].
    public Loaded<V> withTags(String... tags) {
        return withTags(List.of(tags));
    }

    List<String> tags(LoadOptions options) {
        return Tags.union(options.tags(), tags);
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
