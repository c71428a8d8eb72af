package io.headroom.http.pages;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A place between two rows of an order: just after or just before the row with the given values.
///
/// @param direction whether the rows after or those before the place are asked for
/// @param values the row's sort values, one for each key of the [Keyset] and in its order; null
///   where the row has none
public record Position(Direction direction, List<@Nullable Object> values) {

    /// Which way a page goes from its position.
    public enum Direction {
        NEXT,
        PREVIOUS
    }

    public Position {
        if (values.isEmpty()) {
            throw new IllegalArgumentException("values must hold one value for each sort key");
        }
        // List.copyOf refuses nulls, which are legal sort values.
        values = Collections.unmodifiableList(new ArrayList<>(values));
    }
}
