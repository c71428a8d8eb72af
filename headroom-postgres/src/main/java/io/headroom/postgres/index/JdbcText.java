package io.headroom.postgres.index;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A statement with `$1`, `$2` … turned into what JDBC takes: `?`, and which parameter each is.
///
/// @param sql the text for `prepareStatement`
/// @param parameters the number, from 1, of the parameter at each `?`
record JdbcText(String sql, List<Integer> parameters) {

    static JdbcText of(String numbered) {
        StringBuilder sql = new StringBuilder();
        List<Integer> parameters = new ArrayList<>();
        int at = 0;
        while (at < numbered.length()) {
            char c = numbered.charAt(at);
            int end = endOfOpaque(numbered, at);
            if (end > at) {
                sql.append(numbered, at, end);
                at = end;
            } else if (c == '$' && isDigit(numbered, at + 1) && !isNamePart(numbered, at - 1)) {
                int digits = at + 1;
                while (isDigit(numbered, digits)) {
                    digits++;
                }
                parameters.add(Integer.parseInt(numbered.substring(at + 1, digits)));
                sql.append('?');
                at = digits;
            } else {
                // The driver reads ?? as the operator ?.
                sql.append(c == '?' ? "??" : String.valueOf(c));
                at++;
            }
        }
        return new JdbcText(sql.toString(), List.copyOf(parameters));
    }

    /// Whether these values are all that the statement needs.
    boolean takes(List<@Nullable Object> values) {
        return parameters.stream().allMatch(number -> number <= values.size());
    }

    /// The end of a quoted text or name or a comment that begins here, or the place itself.
    private static int endOfOpaque(String text, int at) {
        char c = text.charAt(at);
        if (c == '\'' || c == '"') {
            int end = text.indexOf(c, at + 1);
            return end < 0 ? text.length() : end + 1;
        }
        if (text.startsWith("--", at)) {
            int end = text.indexOf('\n', at);
            return end < 0 ? text.length() : end + 1;
        }
        if (text.startsWith("/*", at)) {
            int end = text.indexOf("*/", at + 2);
            return end < 0 ? text.length() : end + 2;
        }
        return at;
    }

    private static boolean isDigit(String text, int at) {
        return at < text.length() && text.charAt(at) >= '0' && text.charAt(at) <= '9';
    }

    private static boolean isNamePart(String text, int at) {
        return at >= 0 && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '_');
    }
}
