package io.headroom.http;

import io.headroom.http.Position.Direction;
import io.headroom.http.SortKey.Nulls;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// A total order of rows, and the SQL to read it page by page in both directions.
///
/// The keys together must tell any two rows apart: end with a unique column. A page is then a range
/// of an index on the keys, as cheap at depth 40,000 as at the beginning. A backward page is read
/// in the reversed order, from the position towards the beginning, and turned round by [#page].
///
/// Rows that are inserted or removed between two pages neither repeat nor hide other rows.
///
/// Immutable, safe for use by many threads.
public final class Keyset {

    private final List<SortKey> keys;
    private final List<SortKey> reversedKeys;

    private Keyset(List<SortKey> keys) {
        this.keys = keys;
        this.reversedKeys = keys.stream().map(SortKey::reversed).toList();
    }

    /// The order by the given keys, the first being the most significant.
    public static Keyset of(SortKey... keys) {
        if (keys.length == 0) {
            throw new IllegalArgumentException("keys must name at least one column");
        }
        return new Keyset(List.of(keys));
    }

    /// The keys, most significant first.
    public List<SortKey> keys() {
        return keys;
    }

    /// What stands after ORDER BY to read from a position into a direction.
    public String orderBy(Direction direction) {
        return read(direction).stream().map(SortKey::orderBy).collect(Collectors.joining(", "));
    }

    /// The rows beyond a position, as a condition with parameters `:key0`, `:key1`, ….
    ///
    /// @throws IllegalArgumentException when the position's values do not fit the keys
    public SeekCondition beyond(Position position) {
        List<SortKey> order = read(position.direction());
        List<@Nullable Object> values = position.values();
        requireFitting(values);
        Map<String, Object> parameters = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            Object value = values.get(i);
            if (value != null) {
                parameters.put("key" + i, value);
            }
        }
        String sql =
                isPlainRowComparison(order) ? rowComparison(order) : expanded(order, values, 0);
        return new SeekCondition(sql, parameters);
    }

    /// Makes the page out of what the database gave.
    ///
    /// @param position where the page was read from, null for the beginning
    /// @param rows up to `limit + 1` rows in the order of [#orderBy] for that direction; the
    ///   additional one only tells that more follow
    /// @param limit the size of the page, at least 1
    /// @param sortValues gives the sort values of a row, one for each key
    public <T> KeysetPage<T> page(
            @Nullable Position position,
            List<T> rows,
            int limit,
            Function<T, List<@Nullable Object>> sortValues) {
        if (limit < 1) {
            throw new IllegalArgumentException("limit must be at least 1, but is " + limit);
        }
        boolean backward = position != null && position.direction() == Direction.PREVIOUS;
        boolean moreThisWay = rows.size() > limit;
        List<T> items = new ArrayList<>(moreThisWay ? rows.subList(0, limit) : rows);
        if (backward) {
            Collections.reverse(items);
        }
        if (items.isEmpty()) {
            return new KeysetPage<>(items, false, null, null);
        }
        // The row that the position names lies on the side the page was reached from.
        boolean hasNext = backward || moreThisWay;
        boolean hasPrevious = backward ? moreThisWay : position != null;
        return new KeysetPage<>(
                items,
                hasNext,
                hasNext ? new Position(Direction.NEXT, sortValues.apply(items.getLast())) : null,
                hasPrevious
                        ? new Position(Direction.PREVIOUS, sortValues.apply(items.getFirst()))
                        : null);
    }

    private List<SortKey> read(Direction direction) {
        return direction == Direction.NEXT ? keys : reversedKeys;
    }

    private void requireFitting(List<@Nullable Object> values) {
        if (values.size() != keys.size()) {
            throw new IllegalArgumentException(
                    "the position has "
                            + values.size()
                            + " values, but the order has "
                            + keys.size()
                            + " keys");
        }
        for (int i = 0; i < keys.size(); i++) {
            SortKey key = keys.get(i);
            Object value = values.get(i);
            boolean fits = value == null ? key.nulls() != Nulls.NONE : key.type().accepts(value);
            if (!fits) {
                throw new IllegalArgumentException(
                        "value "
                                + i
                                + " of the position does not fit "
                                + key.expression()
                                + ", which is "
                                + key.type());
            }
        }
    }

    private static boolean isPlainRowComparison(List<SortKey> order) {
        return order.stream()
                .allMatch(key ->
                        key.nulls() == Nulls.NONE
                                && key.direction() == order.getFirst().direction());
    }

    /// `(a, b) > (:key0, :key1)`: the only form of which PostgreSQL makes one range of an index.
    private static String rowComparison(List<SortKey> order) {
        StringBuilder columns = new StringBuilder("(");
        StringBuilder values = new StringBuilder("(");
        for (int i = 0; i < order.size(); i++) {
            columns.append(i == 0 ? "" : ", ").append(order.get(i).expression());
            values.append(i == 0 ? ":key" : ", :key").append(i);
        }
        return columns.append(')').append(comparison(order.getFirst())).append(values) + ")";
    }

    /// `a > :key0 OR (a = :key0 AND (b < :key1 OR …))`, with nulls in their place. A column that is
    /// never null is bounded once more in front, which gives the index a place to start from.
    private static String expanded(List<SortKey> order, List<@Nullable Object> values, int i) {
        SortKey key = order.get(i);
        boolean isNull = values.get(i) == null;
        String parameter = ":key" + i;
        String after = after(key, isNull, parameter);
        if (i == order.size() - 1) {
            return "(" + after + ")";
        }
        String column = key.expression();
        String same = isNull ? column + " IS NULL" : column + " = " + parameter;
        String condition =
                "(" + after + " OR (" + same + " AND " + expanded(order, values, i + 1) + "))";
        if (key.nulls() != Nulls.NONE) {
            return condition;
        }
        String bound = key.direction() == SortKey.Direction.ASCENDING ? " >= " : " <= ";
        return "(" + column + bound + parameter + " AND " + condition + ")";
    }

    private static String after(SortKey key, boolean isNull, String parameter) {
        String column = key.expression();
        if (isNull) {
            return key.nulls() == Nulls.FIRST ? column + " IS NOT NULL" : "false";
        }
        String beyond = column + comparison(key) + parameter;
        return key.nulls() == Nulls.LAST ? beyond + " OR " + column + " IS NULL" : beyond;
    }

    private static String comparison(SortKey key) {
        return key.direction() == SortKey.Direction.ASCENDING ? " > " : " < ";
    }
}
