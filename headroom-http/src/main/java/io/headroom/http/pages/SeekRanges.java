package io.headroom.http.pages;

import io.headroom.http.pages.SortKey.Nulls;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Cuts what lies beyond a position into ranges of an index.
///
/// The rows that agree with the position in the most keys come first: those that differ only in the
/// last key, then those that differ in the last but one, and so on. The last keys of one direction
/// that are never null are compared together, as `(a, id) >= (:key0, :key1) AND (a, id) <> (:key0,
/// :key1)`, which is one range and one row more, the position's own. The planner judges such a
/// comparison by its first column alone: by `(a, id) > (…)` it expects the rows with a larger `a`
/// and, where `a` has few values and hence many ties, sorts what it takes for few.
final class SeekRanges {

    private final List<SortKey> order;
    private final List<@Nullable Object> values;
    private final List<SeekCondition> ranges = new ArrayList<>();

    private SeekRanges(List<SortKey> order, List<@Nullable Object> values) {
        this.order = order;
        this.values = values;
    }

    static List<SeekCondition> beyond(List<SortKey> order, List<@Nullable Object> values) {
        SeekRanges cut = new SeekRanges(order, values);
        int run = cut.lastRun();
        cut.addRangesOf(run, order.size());
        for (int key = run - 1; key >= 0; key--) {
            cut.addRangesOf(key, key + 1);
        }
        return List.copyOf(cut.ranges);
    }

    /// Where the last keys begin that are compared together.
    private int lastRun() {
        SortKey last = order.getLast();
        int start = order.size() - 1;
        while (last.nulls() == Nulls.NONE
                && start > 0
                && order.get(start - 1).nulls() == Nulls.NONE
                && order.get(start - 1).direction() == last.direction()) {
            start--;
        }
        return start;
    }

    private void addRangesOf(int start, int end) {
        SortKey key = order.get(start);
        if (values.get(start) != null) {
            add(start, end, comparison(start, end));
            if (key.nulls() == Nulls.LAST) {
                add(start, start, key.expression() + " IS NULL");
            }
        } else if (key.nulls() == Nulls.FIRST) {
            add(start, start, key.expression() + " IS NOT NULL");
        }
    }

    private String comparison(int start, int end) {
        String operator =
                order.get(start).direction() == SortKey.Direction.ASCENDING ? " > " : " < ";
        if (end - start == 1) {
            return order.get(start).expression() + operator + ":key" + start;
        }
        String columns =
                order.subList(start, end).stream()
                        .map(SortKey::expression)
                        .collect(Collectors.joining(", "));
        String parameters =
                IntStream.range(start, end)
                        .mapToObj(i -> ":key" + i)
                        .collect(Collectors.joining(", "));
        String row = "(" + columns + ")";
        String position = "(" + parameters + ")";
        return row + operator.stripTrailing() + "= " + position + " AND " + row + " <> " + position;
    }

    /// @param same how many keys agree with the position
    /// @param used the end of the keys whose values `last` uses
    private void add(int same, int used, String last) {
        List<String> conditions = new ArrayList<>();
        Map<String, Object> parameters = new HashMap<>();
        for (int i = 0; i < same; i++) {
            String column = order.get(i).expression();
            conditions.add(values.get(i) == null ? column + " IS NULL" : column + " = :key" + i);
        }
        conditions.add(last);
        for (int i = 0; i < used; i++) {
            Object value = values.get(i);
            if (value != null) {
                parameters.put("key" + i, value);
            }
        }
        ranges.add(new SeekCondition(String.join(" AND ", conditions), parameters));
    }
}
