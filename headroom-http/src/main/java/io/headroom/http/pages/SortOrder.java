package io.headroom.http.pages;

import io.headroom.http.pages.SortKey.Direction;
import java.util.Arrays;
import java.util.List;

/// One part of an asked order.
///
/// @param field the name of a [SortField]
/// @param direction ascending or descending
public record SortOrder(String field, Direction direction) {

    /// Reads `price,-name`. Whether there are such fields, the query knows.
    static List<SortOrder> list(String text) {
        return Arrays.stream(text.split(",", -1))
                .map(String::strip)
                .map(part ->
                        part.startsWith("-")
                                ? new SortOrder(part.substring(1), Direction.DESCENDING)
                                : new SortOrder(part, Direction.ASCENDING))
                .toList();
    }
}
