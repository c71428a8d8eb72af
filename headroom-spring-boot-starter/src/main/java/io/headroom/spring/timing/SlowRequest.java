package io.headroom.spring.timing;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// A slow request with its whole context, without secrets.
///
/// @param at when it ended
/// @param parameters those of the query, bounded, secrets left out
/// @param statements the slowest ones
/// @param caches those that the first tier did not answer for; `hits` are of the shared tier
/// @param thread the thread that ended it
record SlowRequest(
        Instant at,
        String endpoint,
        String method,
        int status,
        double millis,
        String correlationId,
        String path,
        Map<String, String> parameters,
        SplitMillis split,
        List<Statement> statements,
        List<Reads> caches,
        String thread,
        Caller caller) {

    record Statement(String sql, int count, double millis, int failed) {}

    record Reads(String cache, int hits, int misses) {}

    /// @param authentication the scheme of the credentials, `none` without
    record Caller(String address, String authentication, String userAgent) {}
}
