package io.headroom.http.pages;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Reads the query parameters of a page and notes everything that is wrong with them. A parameter
/// that is absent or empty has its default.
final class PageParameters {

    private static final Pattern WHOLE_NUMBER = Pattern.compile("\\d{1,9}");

    private final Function<String, @Nullable String> parameters;
    private final List<PageProblem> problems = new ArrayList<>();

    PageParameters(Function<String, @Nullable String> parameters) {
        this.parameters = parameters;
    }

    PageRequest read(PagedQueryDefinition definition, List<String> offered) {
        String sort = text("sort");
        List<SortOrder> orders = sort.isEmpty() ? List.of() : SortOrder.list(sort);
        problems.addAll(definition.sortProblems(orders));
        String fields = text("fields");
        List<String> names =
                fields.isEmpty()
                        ? List.of()
                        : Arrays.stream(fields.split(",", -1))
                                .map(String::strip)
                                .distinct()
                                .toList();
        int limit = number("limit", definition.defaultLimit(), definition.maxLimit());
        int page = number("page", 0, Integer.MAX_VALUE);
        String cursor = text("cursor");
        PageRequest request =
                new PageRequest(
                        orders,
                        names,
                        limit,
                        cursor.isEmpty() ? null : cursor,
                        page,
                        flag("total"),
                        Map.of());
        problems.addAll(PageRules.problems(definition, offered, request));
        if (!problems.isEmpty()) {
            throw new InvalidPageRequestException(problems);
        }
        return request;
    }

    private String text(String name) {
        String text = parameters.apply(name);
        return text == null ? "" : text;
    }

    private int number(String name, int absent, int largest) {
        String text = text(name);
        if (text.isEmpty()) {
            return absent;
        }
        int number = WHOLE_NUMBER.matcher(text).matches() ? Integer.parseInt(text) : 0;
        if (number < 1 || number > largest) {
            problems.add(
                    new PageProblem(
                            name,
                            largest == Integer.MAX_VALUE
                                    ? "must be a whole number from 1"
                                    : Refusals.limit(largest)));
            return absent;
        }
        return number;
    }

    private boolean flag(String name) {
        String text = text(name);
        if (!text.isEmpty() && !text.equals("true") && !text.equals("false")) {
            problems.add(new PageProblem(name, "must be true or false"));
        }
        return text.equals("true");
    }
}
