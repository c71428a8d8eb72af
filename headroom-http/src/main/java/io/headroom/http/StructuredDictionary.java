package io.headroom.http;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Reads the dictionary of structured fields (RFC 8941 §4.2.2) that a targeted cache field is (RFC
/// 9213), strictly: one wrong character and the field is as if it were not there.
final class StructuredDictionary {

    private static final int LONGEST = 4_096;
    private static final int LONGEST_NUMBER = 16;

    private static final Set<String> NUMBERS =
            Set.of("max-age", "s-maxage", "stale-while-revalidate", "stale-if-error");
    private static final Set<String> SWITCHES =
            Set.of(
                    "no-store",
                    "no-cache",
                    "private",
                    "public",
                    "must-revalidate",
                    "proxy-revalidate",
                    "must-understand",
                    "no-transform",
                    "immutable");
    private static final Set<String> WITH_FIELD_LIST = Set.of("no-cache", "private");

    private enum Kind {
        INTEGER,
        DECIMAL,
        STRING,
        TOKEN,
        BYTES,
        BOOLEAN,
        LIST
    }

    private record Value(Kind kind, String text) {}

    private static final Value TRUE = new Value(Kind.BOOLEAN, "1");

    private static final class Malformed extends Exception {
        private static final long serialVersionUID = 1L;

        private Malformed() {
            super("malformed", null, false, false); // one per odd header: no stack trace
        }
    }

    private final String text;
    private int at;

    private StructuredDictionary(String text) {
        this.text = text;
    }

    /// The cache directives by name, with their values; null when the field must be ignored.
    static @Nullable Map<String, String> directives(String header) {
        if (header.length() > LONGEST) {
            return null;
        }
        try {
            Map<String, String> directives = new HashMap<>();
            for (Map.Entry<String, Value> entry :
                    new StructuredDictionary(header.strip()).read().entrySet()) {
                String name = entry.getKey();
                Value value = entry.getValue();
                if (!hasRightType(name, value)) {
                    return null;
                }
                boolean off = value.kind() == Kind.BOOLEAN && value.text().equals("0");
                if (!off) {
                    directives.put(name, value.text());
                }
            }
            return directives;
        } catch (Malformed ignored) {
            return null;
        }
    }

    private static boolean hasRightType(String name, Value value) {
        if (NUMBERS.contains(name)) {
            return value.kind() == Kind.INTEGER;
        }
        if (WITH_FIELD_LIST.contains(name) && value.kind() == Kind.STRING) {
            return true;
        }
        return !SWITCHES.contains(name) || value.kind() == Kind.BOOLEAN;
    }

    private Map<String, Value> read() throws Malformed {
        Map<String, Value> members = new HashMap<>(); // the last of two equal keys counts
        while (at < text.length()) {
            String key = key();
            members.put(key, taken('=') ? item() : TRUE);
            parameters();
            skipSpace();
            if (at == text.length()) {
                break;
            }
            expect(',');
            skipSpace();
            if (at == text.length()) {
                throw new Malformed(); // a comma at the end
            }
        }
        return members;
    }

    private String key() throws Malformed {
        int start = at;
        if (!FieldText.isLowerCase(peek()) && peek() != '*') {
            throw new Malformed();
        }
        while (at < text.length() && isKeyCharacter(peek())) {
            at++;
        }
        return text.substring(start, at);
    }

    private static boolean isKeyCharacter(char c) {
        return FieldText.isLowerCase(c) || FieldText.isDigit(c) || "_-.*".indexOf(c) >= 0;
    }

    private Value item() throws Malformed {
        char c = peek();
        if (c == '-' || FieldText.isDigit(c)) {
            return number();
        }
        return switch (c) {
            case '"' -> string();
            case '?' -> bool();
            case ':' -> bytes();
            case '(' -> innerList();
            default -> token();
        };
    }

    private Value number() throws Malformed {
        int start = at;
        taken('-');
        int digits = at;
        boolean decimal = false;
        while (at < text.length()) {
            char c = peek();
            if (c == '.' && !decimal && at > digits) {
                decimal = true;
            } else if (!FieldText.isDigit(c)) {
                break;
            }
            at++;
        }
        String number = text.substring(start, at);
        boolean complete = at > digits && !number.endsWith(".");
        if (!complete || at - digits > LONGEST_NUMBER) {
            throw new Malformed();
        }
        return new Value(decimal ? Kind.DECIMAL : Kind.INTEGER, number);
    }

    private Value string() throws Malformed {
        expect('"');
        StringBuilder content = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"') {
                return new Value(Kind.STRING, content.toString());
            }
            if (c == '\\') {
                c = next();
                if (c != '"' && c != '\\') {
                    throw new Malformed();
                }
            } else if (c < ' ' || c > '~') {
                throw new Malformed();
            }
            content.append(c);
        }
    }

    private Value bool() throws Malformed {
        expect('?');
        char c = next();
        if (c != '0' && c != '1') {
            throw new Malformed();
        }
        return new Value(Kind.BOOLEAN, String.valueOf(c));
    }

    private Value bytes() throws Malformed {
        expect(':');
        int start = at;
        while (true) {
            char c = next();
            if (c == ':') {
                return new Value(Kind.BYTES, text.substring(start, at - 1));
            }
            boolean base64 = FieldText.isLetter(c) || FieldText.isDigit(c) || "+/=".indexOf(c) >= 0;
            if (!base64) {
                throw new Malformed();
            }
        }
    }

    private Value token() throws Malformed {
        int start = at;
        if (!FieldText.isLetter(peek()) && peek() != '*') {
            throw new Malformed();
        }
        while (at < text.length() && isInToken(peek())) {
            at++;
        }
        return new Value(Kind.TOKEN, text.substring(start, at));
    }

    private static boolean isInToken(char c) {
        return FieldText.isTokenCharacter(c) || c == ':' || c == '/';
    }

    private Value innerList() throws Malformed {
        expect('(');
        while (true) {
            skipSpace();
            if (taken(')')) {
                return new Value(Kind.LIST, "");
            }
            if (peek() == '(') {
                throw new Malformed(); // lists do not nest
            }
            item();
            parameters();
            if (peek() != ' ' && peek() != ')') {
                throw new Malformed();
            }
        }
    }

    /// Parameters of directives mean nothing, but must be well formed.
    private void parameters() throws Malformed {
        while (taken(';')) {
            skipSpace();
            key();
            if (taken('=')) {
                if (peek() == '(') {
                    throw new Malformed();
                }
                item();
            }
        }
    }

    private void skipSpace() {
        while (at < text.length() && (text.charAt(at) == ' ' || text.charAt(at) == '\t')) {
            at++;
        }
    }

    private boolean taken(char c) {
        if (at < text.length() && text.charAt(at) == c) {
            at++;
            return true;
        }
        return false;
    }

    private void expect(char c) throws Malformed {
        if (next() != c) {
            throw new Malformed();
        }
    }

    private char next() throws Malformed {
        char c = peek();
        at++;
        return c;
    }

    private char peek() throws Malformed {
        if (at >= text.length()) {
            throw new Malformed();
        }
        return text.charAt(at);
    }
}
