package io.headroom.search;

import java.util.Set;

/// What a document must be to be found at all. Filters do not change the order.
public sealed interface Filter {

    /// The most values of one filter.
    int MAX_VALUES = 100;

    /// The field that is looked at.
    String field();

    /// The keyword field has at least one of the values.
    ///
    /// @param values 1–100 values
    record AnyOf(String field, Set<String> values) implements Filter {
        public AnyOf {
            values = Set.copyOf(values);
            if (values.isEmpty() || values.size() > MAX_VALUES) {
                throw new IllegalArgumentException(
                        field + " must have 1–" + MAX_VALUES + " values, but has " + values.size());
            }
        }
    }

    /// The number field's value lies between two bounds, both of them included. A document without
    /// the number is not found.
    ///
    /// @param min the lower bound; negative infinity for none
    /// @param max the upper bound, not below `min`; infinity for none
    record Between(String field, double min, double max) implements Filter {
        public Between {
            if (!(min <= max)) {
                throw new IllegalArgumentException(
                        field
                                + " must be between a lower and an upper bound, but is between "
                                + min
                                + " and "
                                + max);
            }
        }
    }

    /// The flag has the value. A document without the flag is not found.
    record Is(String field, boolean value) implements Filter {}
}
