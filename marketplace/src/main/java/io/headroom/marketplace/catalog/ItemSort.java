package io.headroom.marketplace.catalog;

import io.headroom.http.Keyset;
import io.headroom.http.SortKey;
import io.headroom.http.SortKey.Direction;
import io.headroom.http.SortKey.Nulls;
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
        CREATED("created", "i.created_at", SortKey.Type.TIMESTAMP),
        PRICE("price", "i.price", SortKey.Type.DECIMAL),
        /// By the name in the asked language, as that language's dictionaries sort.
        NAME("name", "i.name_en COLLATE \"en-x-icu\"", SortKey.Type.TEXT),
        POPULARITY("popularity", "i.popularity", SortKey.Type.DOUBLE),
        RATING("rating", "i.rating", SortKey.Type.DECIMAL);

        private final String parameter;
        private final String expression;
        private final SortKey.Type type;

        Field(String parameter, String expression, SortKey.Type type) {
            this.parameter = parameter;
            this.expression = expression;
            this.type = type;
        }

        private String expression(Language language) {
            return this == NAME && language == Language.ES
                    ? "coalesce(i.name_es, i.name_en) COLLATE \"es-x-icu\""
                    : expression;
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

    Keyset keyset(Language language) {
        return Keyset.of(
                new SortKey(field.expression(language), field.type, direction, Nulls.NONE),
                new SortKey("i.id", SortKey.Type.LONG, direction, Nulls.NONE));
    }
}
