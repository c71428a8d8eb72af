package io.headroom.http.pages;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// One page of rows in their order.
///
/// @param items at most `limit` rows
/// @param hasMore whether rows follow the last one
/// @param next where the following page starts, null when nothing follows
/// @param previous where the page before ends, null when nothing precedes
/// @param <T> what a row is
public record KeysetPage<T>(
        List<T> items, boolean hasMore, @Nullable Position next, @Nullable Position previous) {

    public KeysetPage {
        items = List.copyOf(items);
    }
}
