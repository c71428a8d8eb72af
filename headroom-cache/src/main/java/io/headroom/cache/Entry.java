package io.headroom.cache;

import org.jspecify.annotations.Nullable;

/// A value in L1; null stands for "there is none".
///
/// @param expiresAtNanos when it stops being fresh, on the monotonic clock
/// @param retentionNanos how much longer it is kept to be served when loads fail, 0 for not at all
/// @param bytes its estimated size
record Entry<V>(@Nullable V value, long expiresAtNanos, long retentionNanos, int bytes) {

    long leftNanos(long nowNanos) {
        return expiresAtNanos - nowNanos;
    }
}
