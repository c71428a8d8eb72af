package io.headroom.http.pages;

import io.headroom.http.pages.Position.Direction;
import io.headroom.http.pages.SortKey.Nulls;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// A total order of rows, and the SQL to read it page by page in both directions.
///
/// The keys together must tell any two rows apart: end with a unique column. A page is then one or
/// a few ranges of an index on the keys ([#ranges]), as cheap at depth one million as at the
/// beginning. A backward page is read in the reversed order, from the position towards the
/// beginning, and turned round by [#page].
///
/// [PagedQuery] writes the whole statements; a keyset alone is for those who write their own.
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

    /// The same over columns that hold the sort values: `prefix0`, `prefix1`, ….
    String orderByNumber(Direction direction, String prefix) {
        List<SortKey> order = read(direction);
        return IntStream.range(0, order.size())
                .mapToObj(i -> order.get(i).orderBy(prefix + i))
                .collect(Collectors.joining(", "));
    }

    /// The rows beyond a position, as conditions without common rows, each one range of an index on
    /// the keys, in their order: all rows of the first come before all rows of the second. Their
    /// parameters are `:key0`, `:key1`, …; a name has the same value in all of them.
    ///
    /// There is one range where all keys have one direction and no nulls. Otherwise a page is the
    /// first `limit` rows of the ranges together, and no row that ties with the position is read in
    /// vain. For `rating DESC NULLS LAST, id` at rating 4 and id 7 they are: `rating = 4 AND id >
    /// 7`, `rating < 4`, `rating IS NULL`. PostgreSQL makes one range of an index of no single
    /// condition for them, and reads all that tie with the position, or all before it.
    ///
    /// @return at least one
    /// @throws IllegalArgumentException when the position's values do not fit the keys
    public List<SeekCondition> ranges(Position position) {
        List<@Nullable Object> values = position.values();
        requireFitting(values);
        return SeekRanges.beyond(read(position.direction()), values);
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
}
