package io.headroom.postgres.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The words of an SQL text, by PostgreSQL's lexical rules (manual, section 4.1) with
/// `standard_conforming_strings` on: enough to tell code from literals and comments, no parser.
public final class SqlTokens {

    /// What a token is.
    public enum Kind {
        /// A keyword or an unquoted name.
        WORD,
        /// A name in double quotes.
        QUOTED_NAME,
        /// A string constant of any form, dollar quotes included.
        STRING,
        /// A numeric constant.
        NUMBER,
        /// `$1`, `$2` …, or JDBC's `?`.
        PARAMETER,
        /// A comment of either form.
        COMMENT,
        /// One character of anything else.
        SYMBOL
    }

    /// One token.
    ///
    /// @param start the offset of its first character
    /// @param end the offset after its last one
    /// @param text as it was written
    public record Token(Kind kind, int start, int end, String text) {

        /// Whether it is this keyword or name, in any case.
        public boolean isWord(String word) {
            return kind == Kind.WORD && text.equalsIgnoreCase(word);
        }

        /// Whether it is this character.
        public boolean isSymbol(char symbol) {
            return kind == Kind.SYMBOL && text.charAt(0) == symbol;
        }

        /// A name as the server folds it: lower case unless quoted.
        public String name() {
            return kind == Kind.QUOTED_NAME
                    ? text.substring(1, text.length() - 1).replace("\"\"", "\"")
                    : text.toLowerCase(Locale.ROOT);
        }
    }

    private final String sql;
    private final List<Token> tokens = new ArrayList<>();
    private int at;

    private SqlTokens(String sql) {
        this.sql = sql;
    }

    /// The tokens of the text, comments included, white space left out. A literal or comment
    /// without an end ends with the text.
    public static List<Token> of(String sql) {
        return new SqlTokens(sql).scan();
    }

    /// The highest number of a `$n` in the text; 0 when there is none.
    public static int parameters(String sql) {
        int highest = 0;
        for (Token token : of(sql)) {
            if (token.kind() == Kind.PARAMETER && token.text().length() > 1) {
                highest = Math.max(highest, Integer.parseInt(token.text().substring(1)));
            }
        }
        return highest;
    }

    private List<Token> scan() {
        while (at < sql.length()) {
            char c = sql.charAt(at);
            if (Character.isWhitespace(c)) {
                at++;
            } else if (startsWith("--")) {
                add(Kind.COMMENT, endOfLine());
            } else if (startsWith("/*")) {
                add(Kind.COMMENT, endOfBlock());
            } else if (c == '\'') {
                add(Kind.STRING, endOfQuotes(at, '\'', false));
            } else if (c == '"') {
                add(Kind.QUOTED_NAME, endOfQuotes(at, '"', false));
            } else if (c == '$') {
                dollar();
            } else if (c == '?') {
                add(Kind.PARAMETER, at + 1);
            } else if (isDigit(c) || (c == '.' && at + 1 < sql.length() && isDigit(next()))) {
                add(Kind.NUMBER, endOfNumber());
            } else if (isNameStart(c)) {
                word();
            } else {
                add(Kind.SYMBOL, at + 1);
            }
        }
        return tokens;
    }

    private void add(Kind kind, int end) {
        int limit = Math.min(end, sql.length());
        tokens.add(new Token(kind, at, limit, sql.substring(at, limit)));
        at = limit;
    }

    private void word() {
        int end = at;
        while (end < sql.length() && isNamePart(sql.charAt(end))) {
            end++;
        }
        boolean prefix = end - at == 1 && end < sql.length() && sql.charAt(end) == '\'';
        char first = Character.toLowerCase(sql.charAt(at));
        if (prefix && (first == 'e' || first == 'b' || first == 'x' || first == 'n')) {
            add(Kind.STRING, endOfQuotes(end, '\'', first == 'e'));
        } else {
            add(Kind.WORD, end);
        }
    }

    private void dollar() {
        int end = at + 1;
        while (end < sql.length() && isDigit(sql.charAt(end))) {
            end++;
        }
        // More digits than a parameter may have are none.
        if (end > at + 1 && end - at <= 6) {
            add(Kind.PARAMETER, end);
            return;
        }
        int tagEnd = at + 1;
        while (tagEnd < sql.length()
                && isNamePart(sql.charAt(tagEnd))
                && sql.charAt(tagEnd) != '$') {
            tagEnd++;
        }
        if (tagEnd < sql.length() && sql.charAt(tagEnd) == '$') {
            String tag = sql.substring(at, tagEnd + 1);
            int close = sql.indexOf(tag, tagEnd + 1);
            add(Kind.STRING, close < 0 ? sql.length() : close + tag.length());
        } else {
            add(Kind.SYMBOL, at + 1);
        }
    }

    private int endOfLine() {
        int end = at;
        while (end < sql.length() && sql.charAt(end) != '\n' && sql.charAt(end) != '\r') {
            end++;
        }
        return end;
    }

    private int endOfBlock() {
        int depth = 1;
        int end = at + 2;
        while (end < sql.length() && depth > 0) {
            if (sql.startsWith("/*", end)) {
                depth++;
                end += 2;
            } else if (sql.startsWith("*/", end)) {
                depth--;
                end += 2;
            } else {
                end++;
            }
        }
        return end;
    }

    private int endOfQuotes(int open, char quote, boolean escapes) {
        int end = open + 1;
        while (end < sql.length()) {
            char c = sql.charAt(end);
            if (escapes && c == '\\') {
                end += 2;
            } else if (c != quote) {
                end++;
            } else if (end + 1 < sql.length() && sql.charAt(end + 1) == quote) {
                end += 2;
            } else {
                return end + 1;
            }
        }
        return sql.length();
    }

    private int endOfNumber() {
        int end = at;
        while (end < sql.length()) {
            char c = sql.charAt(end);
            boolean exponentSign =
                    (c == '+' || c == '-') && Character.toLowerCase(sql.charAt(end - 1)) == 'e';
            if (!isNamePart(c) && c != '.' && !exponentSign) {
                break;
            }
            end++;
        }
        return end;
    }

    private boolean startsWith(String text) {
        return sql.startsWith(text, at);
    }

    private char next() {
        return sql.charAt(at + 1);
    }

    private static boolean isDigit(char c) {
        return c >= '0' && c <= '9';
    }

    private static boolean isNameStart(char c) {
        return c == '_' || c >= 0x80 || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isNamePart(char c) {
        return isNameStart(c) || isDigit(c) || c == '$';
    }
}
