package io.headroom.http.pages;

import io.headroom.http.pages.Position.Direction;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/// Writes the statements of a page round a query.
///
/// The query becomes `FROM (query) AS page_source`. PostgreSQL merges a plain query (joins and
/// conditions, no grouping) with what stands round it, so that the order and the seek conditions
/// meet the indexes of its tables, and columns that nobody asks for are not computed.
///
/// @param query the query's text
/// @param conditions those of the filters that hold
/// @param arguments the values of all parameters of query and conditions
record PageSql(String query, List<String> conditions, Map<String, Object> arguments) {

    static final String SOURCE = "page_source";
    static final String KEY_COLUMN = "page_key_";
    static final String SKIPPED = "pageSkipped";

    /// Up to `rows` rows from a place on.
    ///
    /// @param columns what is selected beside the sort values
    /// @param position null for the beginning
    /// @param skipped how many rows are skipped from there
    SqlStatement page(
            String columns, Keyset keyset, @Nullable Position position, int rows, long skipped) {
        String select =
                "SELECT "
                        + columns
                        + ", "
                        + keyColumns(keyset)
                        + "\nFROM (\n"
                        + query
                        + "\n) AS "
                        + SOURCE;
        if (position == null) {
            return fromTheBeginning(select, keyset, rows, skipped);
        }
        String order = "\nORDER BY " + keyset.orderBy(position.direction()) + "\nLIMIT " + rows;
        List<SeekCondition> ranges = keyset.ranges(position);
        Map<String, Object> parameters = new HashMap<>(arguments);
        ranges.forEach(range -> parameters.putAll(range.parameters()));
        if (ranges.size() == 1) {
            String text = select + where(ranges.getFirst().sql()) + order;
            return new SqlStatement(text, parameters);
        }
        String together =
                ranges.stream()
                        .map(range -> "(" + select + where(range.sql()) + order + ")")
                        .collect(Collectors.joining("\nUNION ALL\n"));
        String text =
                "SELECT * FROM (\n"
                        + together
                        + "\n) AS page_ranges\nORDER BY "
                        + keyset.orderByNumber(position.direction(), KEY_COLUMN)
                        + "\nLIMIT "
                        + rows;
        return new SqlStatement(text, parameters);
    }

    private SqlStatement fromTheBeginning(String select, Keyset keyset, int rows, long skipped) {
        Map<String, Object> parameters = new HashMap<>(arguments);
        String text =
                select
                        + where("")
                        + "\nORDER BY "
                        + keyset.orderBy(Direction.NEXT)
                        + "\nLIMIT "
                        + rows;
        if (skipped > 0) {
            parameters.put(SKIPPED, skipped);
            text += " OFFSET :" + SKIPPED;
        }
        return new SqlStatement(text, parameters);
    }

    /// How many rows there are, and at most `limit + 1`.
    SqlStatement count(Counting counting) {
        String rows = " FROM (\n" + query + "\n) AS " + SOURCE + where("");
        String text =
                counting.isExact()
                        ? "SELECT count(*)" + rows
                        : "SELECT count(*) FROM (SELECT 1"
                                + rows
                                + "\nLIMIT "
                                + (counting.limit() + 1)
                                + ") AS page_counted";
        return new SqlStatement(text, arguments);
    }

    /// The planner's view on all rows: its first line has their number.
    SqlStatement estimate() {
        return new SqlStatement(
                "EXPLAIN SELECT 1 FROM (\n" + query + "\n) AS " + SOURCE + where(""), arguments);
    }

    private static String keyColumns(Keyset keyset) {
        List<SortKey> keys = keyset.keys();
        return IntStream.range(0, keys.size())
                .mapToObj(i -> keys.get(i).expression() + " AS " + KEY_COLUMN + i)
                .collect(Collectors.joining(", "));
    }

    private String where(String seek) {
        String all =
                IntStream.rangeClosed(0, conditions.size())
                        .mapToObj(i -> i < conditions.size() ? "(" + conditions.get(i) + ")" : seek)
                        .filter(condition -> !condition.isEmpty())
                        .collect(Collectors.joining("\n  AND "));
        return all.isEmpty() ? "" : "\nWHERE " + all;
    }
}
