package io.headroom.postgres.advisor;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.sf.jsqlparser.JSQLParserException;
import net.sf.jsqlparser.expression.Expression;
import net.sf.jsqlparser.parser.CCJSqlParserUtil;
import org.jspecify.annotations.Nullable;

/// What stands in plans, as syntax: nearly SQL, but for operators' own names and references to
/// other plans.
final class PlanText {

    /// What stands in the place of another plan's result for each row.
    static final String OPAQUE = "headroom_opaque()";

    /// Strings stay as they are; the rest of a condition is changed to what the parser knows.
    private static final Pattern STRANGE =
            Pattern.compile(
                    "'(?:[^']|'')*'|(!?~~\\*?)|\\(?(?:hashed )?SubPlan \\d+\\)?(?:\\.col\\d+)?|\\(?InitPlan \\d+\\)?(?:\\.col\\d+)?");

    private PlanText() {}

    /// The expression that a text is; null when the parser does not know it.
    static @Nullable Expression expression(String text) {
        return parse(known(text));
    }

    /// What a condition demands, all of it: the condition itself, or as many of its parts as the
    /// parser knows.
    static List<Expression> conditions(String condition) {
        String known = known(condition);
        Expression whole = parse(known);
        if (whole != null) {
            return List.of(whole);
        }
        List<Expression> some = new ArrayList<>();
        for (String part : parts(known)) {
            Expression one = part.equals(known) ? null : parse(part);
            if (one != null) {
                some.add(one);
            }
        }
        return some;
    }

    private static String known(String text) {
        Matcher matcher = STRANGE.matcher(text);
        StringBuilder known = new StringBuilder();
        while (matcher.find()) {
            String found = matcher.group();
            String replacement =
                    switch (found) {
                        case "~~" -> "LIKE";
                        case "!~~" -> "NOT LIKE";
                        case "~~*" -> "ILIKE";
                        case "!~~*" -> "NOT ILIKE";
                        default -> {
                            if (found.startsWith("'")) {
                                yield found;
                            }
                            // Keeps the parentheses in balance when only one of them is meant.
                            String value = found.contains("SubPlan") ? OPAQUE : "NULL";
                            boolean opened = found.startsWith("(");
                            boolean closed = found.contains(")");
                            yield (opened && !closed ? "(" : "")
                                    + value
                                    + (closed && !opened ? ")" : "");
                        }
                    };
            matcher.appendReplacement(known, Matcher.quoteReplacement(replacement));
        }
        return matcher.appendTail(known).toString();
    }

    private static @Nullable Expression parse(String text) {
        try {
            return CCJSqlParserUtil.parseExpression(text);
        } catch (JSQLParserException e) {
            return null;
        }
    }

    /// The parts of a conjunction whose whole the parser does not know.
    private static List<String> parts(String text) {
        String inner =
                text.startsWith("(") && text.endsWith(")")
                        ? text.substring(1, text.length() - 1)
                        : text;
        List<String> parts = new ArrayList<>();
        int depth = 0;
        int from = 0;
        boolean quoted = false;
        for (int i = 0; i < inner.length(); i++) {
            char c = inner.charAt(i);
            if (c == '\'') {
                quoted = !quoted;
            } else if (!quoted && c == '(') {
                depth++;
            } else if (!quoted && c == ')') {
                depth--;
            } else if (!quoted && depth == 0 && inner.startsWith(" AND ", i)) {
                parts.add(inner.substring(from, i));
                from = i + " AND ".length();
            }
        }
        parts.add(inner.substring(from));
        return parts;
    }
}
