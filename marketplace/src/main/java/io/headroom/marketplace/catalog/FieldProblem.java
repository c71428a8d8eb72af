package io.headroom.marketplace.catalog;

/// One thing wrong with a request.
///
/// @param field the parameter, the header or the path in the body, as `price.amount`
/// @param message what is wrong with it and what would be right
public record FieldProblem(String field, String message) {}
