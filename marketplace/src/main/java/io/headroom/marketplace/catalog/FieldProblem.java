package io.headroom.marketplace.catalog;

/// One thing wrong with a request.
///
/// @param field the parameter, the header or the path in the body, as `price.amount`
/// @param message what is wrong with it and what would be right, so that field and message are one
///   sentence: `must be 1 to 100`
public record FieldProblem(String field, String message) {}
