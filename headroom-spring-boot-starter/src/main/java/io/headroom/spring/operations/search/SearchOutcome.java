package io.headroom.spring.operations.search;

/// What was asked and found.
///
/// @param type the kind of search, one of the declared ones
/// @param text what was typed; empty where nothing is, as for what is similar to an item
/// @param results how many match
/// @param nanos how long the answer took
/// @param fromCache whether a cache had the answer
public record SearchOutcome(String type, String text, long results, long nanos, boolean fromCache) {

    public SearchOutcome {
        if (results < 0 || nanos < 0) {
            throw new IllegalArgumentException(
                    "results and nanos must be at least 0, but are " + results + " and " + nanos);
        }
    }
}
