package io.headroom.http.pages;

import java.util.Map;

/// A statement with the values of its parameters.
///
/// @param text SQL with parameters as `:name`
/// @param parameters the value of each
public record SqlStatement(String text, Map<String, Object> parameters) {

    public SqlStatement {
        parameters = Map.copyOf(parameters);
    }
}
