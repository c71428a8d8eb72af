package io.headroom.http.timing;

/// What the executions of one statement took together.
///
/// @param sql the text as it was prepared, without values
/// @param count how often it was executed, at least 1
/// @param nanos all executions together
/// @param failed how many of them failed
public record StatementTime(String sql, int count, long nanos, int failed) {

    StatementTime plus(long moreNanos, boolean itFailed) {
        return new StatementTime(sql, count + 1, nanos + moreNanos, failed + (itFailed ? 1 : 0));
    }
}
