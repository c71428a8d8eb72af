package io.headroom.spring.operations.search;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A search that took long.
///
/// @param text what was typed, redacted and cut
/// @param correlationId finds its log entries; null where none is known
record SlowSearch(
        Instant at,
        String type,
        String text,
        double millis,
        long results,
        boolean fromCache,
        @Nullable String correlationId) {}
