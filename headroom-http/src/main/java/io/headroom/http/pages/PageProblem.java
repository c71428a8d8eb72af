package io.headroom.http.pages;

/// One thing wrong with the request for a page.
///
/// @param field the query parameter: `sort`, `fields`, `limit`, `cursor`, `page` or `total`
/// @param message what is wrong with it and what is allowed; completes the sentence that begins
///   with the field
public record PageProblem(String field, String message) {}
