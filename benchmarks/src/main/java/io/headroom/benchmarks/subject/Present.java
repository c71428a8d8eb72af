package io.headroom.benchmarks.subject;

import org.jspecify.annotations.Nullable;

/// Every key of a benchmark has a value.
final class Present {

    private Present() {}

    static String orThrow(String key, @Nullable String value) {
        if (value == null) {
            throw new IllegalStateException("no value for " + key);
        }
        return value;
    }
}
