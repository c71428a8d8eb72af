package io.headroom.postgres.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Finds where a condition computes with a column. Reads conditions as a verbose plan shows them,
/// in which each column has its relation's name: `lower(items.name)`, `(items.id)::numeric`.
final class ComputedColumns {

    private static final String COLUMN = "(?:\\w+|\"[^\"]+\")\\.(?:\\w+|\"[^\"]+\")";

    private static final Pattern CALL =
            Pattern.compile("\\b([a-z_][a-z0-9_.]*)\\(+(" + COLUMN + ")\\)*");

    private static final Pattern CAST =
            Pattern.compile("\\((" + COLUMN + ")\\)::([a-z][a-z ]*[a-z0-9])");

    /// Casts that only name the type again and keep the column's order.
    private static final Set<String> HARMLESS_CASTS =
            Set.of("text", "character varying", "bpchar", "varchar");

    private static final Set<String> NO_FUNCTIONS =
            Set.of("any", "all", "and", "or", "not", "in", "hashed", "row", "array", "exists");

    private ComputedColumns() {}

    static List<String> in(String condition) {
        List<String> expressions = new ArrayList<>();
        Matcher call = CALL.matcher(condition);
        while (call.find()) {
            if (!NO_FUNCTIONS.contains(call.group(1).toLowerCase(Locale.ROOT))) {
                expressions.add(call.group(1) + "(" + call.group(2) + ")");
            }
        }
        Matcher cast = CAST.matcher(condition);
        while (cast.find()) {
            if (!HARMLESS_CASTS.contains(cast.group(2))) {
                expressions.add("(" + cast.group(1) + ")::" + cast.group(2));
            }
        }
        return expressions;
    }
}
