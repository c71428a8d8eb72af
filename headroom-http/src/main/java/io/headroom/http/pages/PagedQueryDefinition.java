package io.headroom.http.pages;

import io.headroom.http.pages.SortKey.Direction;
import java.math.BigDecimal;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;

/// What was declared of a [PagedQuery], checked.
record PagedQueryDefinition(
        String name,
        QueryArguments arguments,
        Map<String, SortField> sorts,
        List<SortField> unique,
        List<SortOrder> defaultSort,
        int maxSortFields,
        int defaultLimit,
        int maxLimit,
        long maxSkippedRows,
        Counting counting,
        SignedCursor cursors) {

    PagedQueryDefinition {
        // Map.copyOf would forget the order, which messages show.
        sorts = new LinkedHashMap<>(sorts);
        unique = List.copyOf(unique);
        defaultSort = List.copyOf(defaultSort);
        if (unique.isEmpty()) {
            throw new IllegalArgumentException(
                    name + " needs a column that tells any two rows apart: call unique");
        }
        if (maxLimit < 1 || defaultLimit < 1 || defaultLimit > maxLimit) {
            throw new IllegalArgumentException(
                    "limits of "
                            + name
                            + " must be at least 1 and the default at most the largest, but are "
                            + defaultLimit
                            + " and "
                            + maxLimit);
        }
        if (maxLimit == Integer.MAX_VALUE) {
            throw new IllegalArgumentException("the largest page of " + name + " needs a bound");
        }
        if (maxSortFields < 1) {
            throw new IllegalArgumentException(
                    "maxSortFields of " + name + " must be at least 1, but is " + maxSortFields);
        }
        if (maxSkippedRows < 0) {
            throw new IllegalArgumentException(
                    "offsetPages of " + name + " must not be negative, but is " + maxSkippedRows);
        }
        List<PageProblem> problems = sortProblems(defaultSort, sorts, maxSortFields);
        if (!problems.isEmpty()) {
            throw new IllegalArgumentException(
                    "default sort of " + name + ": " + problems.getFirst().message());
        }
    }

    /// What is wrong with an asked order; nothing with none.
    List<PageProblem> sortProblems(List<SortOrder> asked) {
        return sortProblems(asked, sorts, maxSortFields);
    }

    private static List<PageProblem> sortProblems(
            List<SortOrder> asked, Map<String, SortField> sorts, int maxSortFields) {
        // First, because a long list of nonsense must not be answered by a longer one.
        if (asked.size() > maxSortFields) {
            return List.of(
                    new PageProblem("sort", "must name at most " + maxSortFields + " fields"));
        }
        List<PageProblem> problems = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (SortOrder order : asked) {
            if (!sorts.containsKey(order.field())) {
                problems.add(
                        new PageProblem("sort", Refusals.notAmong(order.field(), sorts.keySet())));
            } else if (!seen.add(order.field())) {
                problems.add(new PageProblem("sort", "names '" + order.field() + "' twice"));
            }
        }
        return problems;
    }

    /// The order with the unique columns at its end, in the direction of the key before them.
    ///
    /// @throws InvalidPageRequestException when it is not offered
    Keyset keyset(List<SortOrder> asked) {
        List<PageProblem> problems = sortProblems(asked);
        if (!problems.isEmpty()) {
            throw new InvalidPageRequestException(problems);
        }
        List<SortOrder> orders = asked.isEmpty() ? defaultSort : asked;
        List<SortKey> keys = new ArrayList<>();
        Set<String> expressions = new HashSet<>();
        for (SortOrder order : orders) {
            SortField field = sorts.get(order.field());
            if (field != null && expressions.add(field.expression())) {
                keys.add(field.key(order.direction()));
            }
        }
        Direction last = keys.isEmpty() ? Direction.ASCENDING : keys.getLast().direction();
        for (SortField column : unique) {
            if (expressions.add(column.expression())) {
                keys.add(column.key(last));
            }
        }
        return Keyset.of(keys.toArray(SortKey[]::new));
    }

    /// What cursors are bound to. Each part is preceded by its length, so that no two lists of
    /// parts give the same text. The keys are in it as they are declared: a cursor of an earlier
    /// declaration is refused, rather than read as what it was not.
    String identity(Keyset keyset, Map<String, Object> given) {
        List<String> parts = new ArrayList<>();
        parts.add(name);
        keyset.keys().forEach(key -> parts.add(key.toString()));
        new TreeMap<>(given)
                .forEach((argument, value) -> {
                    parts.add(argument);
                    parts.add(canonical(argument, value));
                });
        return parts.stream()
                .map(part -> part.length() + ":" + part)
                .collect(Collectors.joining("\n"));
    }

    private String canonical(String argument, Object value) {
        return switch (value) {
            case BigDecimal number -> number.stripTrailingZeros().toPlainString();
            case Number number -> number.toString();
            case CharSequence text -> text.toString();
            case Boolean flag -> flag.toString();
            case Enum<?> constant -> constant.name();
            case UUID id -> id.toString();
            case TemporalAccessor time -> time.toString();
            case Collection<?> list ->
                    list.stream()
                            .map(element -> canonical(argument, element))
                            .map(element -> element.length() + ":" + element)
                            .collect(Collectors.joining());
            default ->
                    throw new IllegalArgumentException(
                            "argument "
                                    + argument
                                    + " of "
                                    + name
                                    + " is a "
                                    + value.getClass().getName()
                                    + ", which has no text that a cursor could name; give numbers,"
                                    + " texts, booleans, times, UUIDs or lists of them");
        };
    }
}
