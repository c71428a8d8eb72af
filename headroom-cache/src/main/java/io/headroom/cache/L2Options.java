package io.headroom.cache;

import io.headroom.core.Bytes;
import java.time.Duration;

/// How a cache uses the shared tier.
///
/// @param enabled whether it uses it at all; default true
/// @param readBudget the longest wait for an answer of L2, more than zero; past it the value is
///   loaded; default 20 ms
/// @param compressionThreshold values of at least this size are compressed, where that saves 20 %
///   or more; default 1 KB
public record L2Options(boolean enabled, Duration readBudget, Bytes compressionThreshold) {

    private static final L2Options DEFAULTS =
            new L2Options(true, Duration.ofMillis(20), Bytes.ofKilobytes(1));

    public L2Options {
        Refuse.unlessPositive("l2.readBudget", readBudget);
    }

    /// The defaults above.
    public static L2Options defaults() {
        return DEFAULTS;
    }

    /// No shared tier.
    public static L2Options disabled() {
        return DEFAULTS.withEnabled(false);
    }

    public L2Options withEnabled(boolean enabled) {
        return new L2Options(enabled, readBudget, compressionThreshold);
    }

    public L2Options withReadBudget(Duration readBudget) {
        return new L2Options(enabled, readBudget, compressionThreshold);
    }

    public L2Options withCompressionThreshold(Bytes compressionThreshold) {
        return new L2Options(enabled, readBudget, compressionThreshold);
    }
}
