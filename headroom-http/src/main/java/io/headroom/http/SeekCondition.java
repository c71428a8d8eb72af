package io.headroom.http;

import java.util.Map;

/// A part of a WHERE clause with the values of its named parameters.
///
/// @param sql a boolean expression, in parentheses where it needs them
/// @param parameters every `:name` in `sql` with its value, never null
public record SeekCondition(String sql, Map<String, Object> parameters) {

    /// True for every row: the beginning of the order.
    public static final SeekCondition EVERYTHING = new SeekCondition("true", Map.of());

    public SeekCondition {
        parameters = Map.copyOf(parameters);
    }
}
