package io.headroom.http.pages;

import java.util.List;
import java.util.function.Function;

/// A page as it goes over HTTP: `{"items":[…],"page":{"limit":24,"hasMore":true,"next":"…"}}`.
///
/// @param items at most [PageInfo#limit] rows, in the asked order
/// @param page where it stands
/// @param <T> what a row became
public record Page<T>(List<T> items, PageInfo page) {

    public Page {
        items = List.copyOf(items);
    }

    /// The same page of something else for each item.
    public <R> Page<R> map(Function<? super T, ? extends R> mapping) {
        return new Page<>(items.stream().<R>map(mapping).toList(), page);
    }
}
