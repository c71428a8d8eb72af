package io.headroom.marketplace.catalog;

import io.headroom.http.pages.SortKey.Direction;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// What a list of items is sorted by, and in which direction. Items that are equal in it stand in
/// the order of their numbers, in the same direction, so that one index serves both directions.
///
/// @param field what is compared
/// @param direction ascending or descending
public record ItemSort(Field field, Direction direction) {

    /// The newest first.
    public static final ItemSort NEWEST_FIRST = new ItemSort(Field.CREATED, Direction.DESCENDING);

    /// What items can be compared by.
    public enum Field {
        CREATED("created"),
        PRICE("price"),
        /// By the name in the asked language, as that language's dictionaries sort.
        NAME("name"),
        POPULARITY("popularity"),
        RATING("rating");

        private final String parameter;

        Field(String parameter) {
            this.parameter = parameter;
        }

        /// What it is called in requests.
        String parameter() {
            return parameter;
        }
    }

    /// Reads `price` or `-price`; empty when there is no such sort.
    public static Optional<ItemSort> of(String parameter) {
        boolean descending = parameter.startsWith("-");
        String name = descending ? parameter.substring(1) : parameter;
        return Arrays.stream(Field.values())
                .filter(field -> field.parameter.equals(name))
                .findFirst()
                .map(field ->
                        new ItemSort(
                                field, descending ? Direction.DESCENDING : Direction.ASCENDING));
    }

    /// Every form that [#of] reads.
    public static List<String> parameters() {
        return Arrays.stream(Field.values())
                .flatMap(field -> Stream.of(field.parameter, "-" + field.parameter))
                .toList();
    }

    /// The form that [#of] reads.
    public String parameter() {
        return (direction == Direction.DESCENDING ? "-" : "") + field.parameter;
    }
}
