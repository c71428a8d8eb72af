package io.headroom.search.violation;

/// A class with a vague name in a package without null-marking.
public final class SearchManager {}
