package io.headroom.http.pages;

import io.headroom.http.pages.SortKey.Direction;
import io.headroom.http.pages.SortKey.Nulls;

/// Something that callers may sort by.
///
/// @param name what callers write: `price` for ascending, `-price` for descending
/// @param expression the SQL expression over the columns of the query, from the program's own text;
///   mostly the name of a column
/// @param type what its values are
/// @param nulls where rows without a value stand
public record SortField(String name, String expression, SortKey.Type type, NullOrder nulls) {

    /// Where rows without a value stand in either direction.
    public enum NullOrder {
        /// The column is never null. A null that is met all the same fails the page.
        NONE,
        /// At the beginning in both directions; each direction needs an index of its own.
        FIRST,
        /// At the end in both directions; each direction needs an index of its own.
        LAST,
        /// As if null were larger than every value: at the end ascending, at the beginning
        /// descending. It is PostgreSQL's default, and one index serves both directions.
        LARGEST
    }

    public SortField {
        Names.require("name of a sort field", name);
        if (expression.isBlank()) {
            throw new IllegalArgumentException("expression of " + name + " must not be blank");
        }
    }

    /// A field that is never null.
    public static SortField of(String name, String expression, SortKey.Type type) {
        return new SortField(name, expression, type, NullOrder.NONE);
    }

    /// A column of the same name that is never null.
    public static SortField of(String name, SortKey.Type type) {
        return of(name, name, type);
    }

    /// The same with rows without a value at the beginning in both directions.
    public SortField nullsFirst() {
        return new SortField(name, expression, type, NullOrder.FIRST);
    }

    /// The same with rows without a value at the end in both directions.
    public SortField nullsLast() {
        return new SortField(name, expression, type, NullOrder.LAST);
    }

    /// The same with null as the largest value, as PostgreSQL sorts by default.
    public SortField nullsLargest() {
        return new SortField(name, expression, type, NullOrder.LARGEST);
    }

    SortKey key(Direction direction) {
        Nulls place =
                switch (nulls) {
                    case NONE -> Nulls.NONE;
                    case FIRST -> Nulls.FIRST;
                    case LAST -> Nulls.LAST;
                    case LARGEST -> direction == Direction.ASCENDING ? Nulls.LAST : Nulls.FIRST;
                };
        return new SortKey(expression, type, direction, place);
    }
}
