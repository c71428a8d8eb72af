package io.headroom.http.pages;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// A statement cut at its parameters `:name`. Text in quotes (also `E'…'`, `"…"` and
/// `$tag$…$tag$`), comments, casts by `::` and slices of arrays by numbers are left alone.
final class NamedSql {

    /// Between two of these stands a parameter.
    private final List<String> pieces = new ArrayList<>();

    private final List<String> names = new ArrayList<>();
    private final String sql;
    private boolean hasSemicolon;

    private NamedSql(String sql) {
        this.sql = sql;
    }

    static NamedSql parse(String sql) {
        NamedSql parsed = new NamedSql(sql);
        parsed.cut();
        return parsed;
    }

    /// The names of the parameters, each once, in the order of their first use.
    Set<String> names() {
        return new LinkedHashSet<>(names);
    }

    /// Whether it is, or may be, more than one statement.
    boolean hasSemicolon() {
        return hasSemicolon;
    }

    void run(Connection connection, Map<String, Object> parameters, SqlRunner.RowHandler rows)
            throws SQLException {
        List<Object> values = new ArrayList<>();
        String text = positional(parameters, values);
        try (PreparedStatement statement = connection.prepareStatement(text)) {
            for (int i = 0; i < values.size(); i++) {
                statement.setObject(i + 1, values.get(i));
            }
            try (ResultSet row = statement.executeQuery()) {
                while (row.next()) {
                    rows.row(row);
                }
            }
        }
    }

    /// The text with `?` for each parameter, and for each element of a list.
    ///
    /// @param values takes the values in their order
    String positional(Map<String, Object> parameters, List<Object> values) {
        StringBuilder text = new StringBuilder(pieces.getFirst());
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            Object value = parameters.get(name);
            if (value == null) {
                throw new IllegalArgumentException(
                        "the statement's parameter :" + name + " has no value");
            }
            Collection<?> elements = value instanceof Collection<?> list ? list : List.of(value);
            if (elements.isEmpty()) {
                throw new IllegalArgumentException(
                        "the list for :" + name + " is empty, which SQL has no form for");
            }
            String separator = "";
            for (Object element : elements) {
                text.append(separator).append('?');
                values.add(element);
                separator = ", ";
            }
            text.append(pieces.get(i + 1));
        }
        return text.toString();
    }

    private void cut() {
        StringBuilder piece = new StringBuilder();
        int at = 0;
        while (at < sql.length()) {
            int end = endOfOpaque(at);
            if (end > at) {
                piece.append(sql, at, end);
                at = end;
                continue;
            }
            char c = sql.charAt(at);
            if (c == ':' && isNameStart(at + 1) && !follows(at, ':')) {
                int nameEnd = endOfName(at + 1);
                names.add(sql.substring(at + 1, nameEnd));
                pieces.add(piece.toString());
                piece.setLength(0);
                at = nameEnd;
                continue;
            }
            hasSemicolon |= c == ';';
            // A question mark can only be an operator here; JDBC wants it doubled.
            boolean isLoneQuestionMark = c == '?' && !follows(at, '?') && !starts("??", at);
            piece.append(isLoneQuestionMark ? "??" : String.valueOf(c));
            at++;
        }
        pieces.add(piece.toString());
    }

    private boolean follows(int at, char before) {
        return at > 0 && sql.charAt(at - 1) == before;
    }

    private boolean starts(String text, int at) {
        return sql.startsWith(text, at);
    }

    private boolean isNameStart(int at) {
        return at < sql.length() && (Character.isLetter(sql.charAt(at)) || sql.charAt(at) == '_');
    }

    private int endOfName(int at) {
        int end = at;
        while (end < sql.length()
                && (Character.isLetterOrDigit(sql.charAt(end)) || sql.charAt(end) == '_')) {
            end++;
        }
        return end;
    }

    /// Where a quoted text or comment ends that begins here; here when none does.
    private int endOfOpaque(int at) {
        char c = sql.charAt(at);
        if (c == '\'') {
            return endOfQuoted(at, '\'', isEscapeString(at));
        }
        if (c == '"') {
            return endOfQuoted(at, '"', false);
        }
        if (starts("--", at)) {
            int end = sql.indexOf('\n', at);
            return end < 0 ? sql.length() : end;
        }
        if (starts("/*", at)) {
            return endOfComment(at);
        }
        String tag = dollarTag(at);
        if (tag != null) {
            int end = sql.indexOf(tag, at + tag.length());
            return end < 0 ? sql.length() : end + tag.length();
        }
        return at;
    }

    private boolean isEscapeString(int quote) {
        boolean prefixed = quote > 0 && "eE".indexOf(sql.charAt(quote - 1)) >= 0;
        return prefixed && (quote == 1 || !Character.isLetterOrDigit(sql.charAt(quote - 2)));
    }

    private int endOfQuoted(int at, char quote, boolean backslashes) {
        int end = at + 1;
        while (end < sql.length()) {
            char c = sql.charAt(end);
            boolean doubled = c == quote && end + 1 < sql.length() && sql.charAt(end + 1) == quote;
            if (c == quote && !doubled) {
                return end + 1;
            }
            end += doubled || (backslashes && c == '\\') ? 2 : 1;
        }
        return sql.length();
    }

    private int endOfComment(int at) {
        int depth = 0;
        int end = at;
        while (end < sql.length()) {
            if (starts("/*", end)) {
                depth++;
                end += 2;
            } else if (starts("*/", end)) {
                depth--;
                end += 2;
                if (depth == 0) {
                    return end;
                }
            } else {
                end++;
            }
        }
        return end;
    }

    private @Nullable String dollarTag(int at) {
        if (sql.charAt(at) != '$' || (at > 0 && Character.isLetterOrDigit(sql.charAt(at - 1)))) {
            return null;
        }
        int end = isNameStart(at + 1) ? endOfName(at + 1) : at + 1;
        return end < sql.length() && sql.charAt(end) == '$' ? sql.substring(at, end + 1) : null;
    }
}
