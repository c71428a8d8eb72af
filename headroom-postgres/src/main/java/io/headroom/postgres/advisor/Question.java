package io.headroom.postgres.advisor;

import io.headroom.postgres.plan.BoundValue;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// A statement to plan: its text with `$n`, and values for them, or none.
///
/// With values it is planned for exactly them; without, as PostgreSQL plans a prepared statement
/// whose values it does not know ("generic plan").
///
/// @param sql one statement, with `$1`, `$2` …
/// @param types the parameters' types in order, without which an overloaded function or operator is
///   ambiguous; may be fewer than there are parameters, the server infers the others
/// @param values literals for the parameters, in SQL; empty to plan without
/// @param parameters the number of parameters, at least 0
public record Question(String sql, List<String> types, List<String> values, int parameters) {

    /// A string, a quoted name, a dollar-quoted text, a comment, or a parameter.
    private static final Pattern TOKEN =
            Pattern.compile(
                    "'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|\\$(\\w*)\\$.*?\\$\\1\\$|--[^\\n]*|/\\*.*?\\*/|\\$(\\d+)",
                    Pattern.DOTALL);

    /// `date $1`, which is no SQL, stands in pg_stat_statements for `date '2026-01-01'`.
    private static final Pattern TYPED =
            Pattern.compile(
                    "\\b(date|time|timestamp|timestamptz|interval)\\s+(\\$\\d+)",
                    Pattern.CASE_INSENSITIVE);

    public Question {
        types = List.copyOf(types);
        values = List.copyOf(values);
    }

    /// A statement without values, whose types the server infers.
    public static Question of(String sql) {
        return of(sql, List.of());
    }

    /// A statement without values.
    ///
    /// @param types of its parameters, as [BoundValue#type] names them; may be shorter
    public static Question of(String sql, List<String> types) {
        String text = TYPED.matcher(sql.strip()).replaceAll("($2)::$1");
        while (text.endsWith(";")) {
            text = text.substring(0, text.length() - 1).stripTrailing();
        }
        int parameters = parametersOf(text);
        List<String> known = types.size() > parameters ? List.of() : types;
        return new Question(text, known, List.of(), parameters);
    }

    /// The same with values; without them when their number is not that of the parameters.
    public Question with(List<@Nullable Object> sample) {
        if (parameters == 0 || sample.size() != parameters) {
            return this;
        }
        List<String> literals = new ArrayList<>();
        for (Object value : sample) {
            literals.add(BoundValue.literal(value));
        }
        return new Question(sql, types, literals, parameters);
    }

    /// Whether all values are known: none are needed, or all are given.
    public boolean hasValues() {
        return parameters == 0 || !values.isEmpty();
    }

    private static int parametersOf(String sql) {
        int most = 0;
        Matcher matcher = TOKEN.matcher(sql);
        while (matcher.find()) {
            if (matcher.group(2) != null) {
                most = Math.max(most, Integer.parseInt(matcher.group(2)));
            }
        }
        return most;
    }

    /// Without values, which no log may hold.
    @Override
    public String toString() {
        return sql;
    }
}
