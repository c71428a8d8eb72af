package io.headroom.http.pages;

import java.util.Map;

/// A part of a WHERE clause with the values of its named parameters.
///
/// @param sql boolean expressions joined by AND
/// @param parameters every `:name` in `sql` with its value, never null
public record SeekCondition(String sql, Map<String, Object> parameters) {

    public SeekCondition {
        parameters = Map.copyOf(parameters);
    }
}
