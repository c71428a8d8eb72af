package io.headroom.http.pages;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Which page of a query is asked for. [PagedQuery#request] reads it from query parameters; a
/// program starts from [#first].
///
/// @param sort the asked order; empty for the query's default
/// @param fields the asked fields in the asked order; empty for all
/// @param limit the size of the page; 0 for the query's default
/// @param cursor `next` or `previous` of a page of the same query, order and arguments; null for
///   none
/// @param page the number of an offset page from 1; 0 when the page starts at the cursor or the
///   beginning
/// @param total whether all rows are to be counted
/// @param arguments the values of the query's parameters and filters by name
public record PageRequest(
        List<SortOrder> sort,
        List<String> fields,
        int limit,
        @Nullable String cursor,
        int page,
        boolean total,
        Map<String, Object> arguments) {

    private static final PageRequest FIRST =
            new PageRequest(List.of(), List.of(), 0, null, 0, false, Map.of());

    public PageRequest {
        sort = List.copyOf(sort);
        fields = List.copyOf(fields);
        arguments = Map.copyOf(arguments);
    }

    /// The first page in the query's order, of its default size.
    public static PageRequest first() {
        return FIRST;
    }

    /// The same with a value for a parameter or filter of the query; a filter whose value is null
    /// restricts nothing. An [Instant] is bound as the `timestamptz` that it is.
    public PageRequest with(String name, @Nullable Object value) {
        Map<String, Object> more = new HashMap<>(arguments);
        if (value == null) {
            more.remove(name);
        } else {
            more.put(name, value instanceof Instant time ? time.atOffset(ZoneOffset.UTC) : value);
        }
        return new PageRequest(sort, fields, limit, cursor, page, total, more);
    }

    /// The same in another order, as `price,-name`.
    public PageRequest sortedBy(String order) {
        return new PageRequest(
                SortOrder.list(order), fields, limit, cursor, page, total, arguments);
    }

    /// The same with another size.
    public PageRequest withLimit(int newLimit) {
        return new PageRequest(sort, fields, newLimit, cursor, page, total, arguments);
    }

    /// The same from a cursor on; null for the beginning.
    public PageRequest at(@Nullable String newCursor) {
        return new PageRequest(sort, fields, limit, newCursor, page, total, arguments);
    }

    /// The same as an offset page, from 1.
    public PageRequest atPage(int number) {
        return new PageRequest(sort, fields, limit, cursor, number, total, arguments);
    }

    /// The same with some fields only, in the given order.
    public PageRequest withFields(String... names) {
        return new PageRequest(sort, List.of(names), limit, cursor, page, total, arguments);
    }

    /// The same with or without a count of all rows.
    public PageRequest withTotal(boolean counted) {
        return new PageRequest(sort, fields, limit, cursor, page, counted, arguments);
    }
}
