package io.headroom.http;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;

/// Takes a `Cache-Control` apart: `#( token [ "=" ( token / quoted-string ) ] )` (RFC 9111 §5.2).
/// Names in lower case; values without their quotes, empty where there is none.
final class CacheDirectives {

    private static final int LONGEST = 4_096;
    private static final Map<String, String> FORBIDDEN = Map.of("no-store", "");

    /// What no number can be: the value of a directive that contradicts itself.
    private static final String CONTRADICTION = "?";

    private final String text;
    private final Map<String, String> directives = new HashMap<>();
    private int at;

    private CacheDirectives(String text) {
        this.text = text;
    }

    static Map<String, String> read(String header) {
        return header.length() > LONGEST ? FORBIDDEN : new CacheDirectives(header).read();
    }

    private Map<String, String> read() {
        while (at < text.length()) {
            int start = at;
            int end = endOfMember();
            if (end < 0) {
                return FORBIDDEN;
            }
            add(text.substring(start, end));
            at = end + 1;
        }
        return directives;
    }

    /// The next comma outside quotes; negative when a quote stays open.
    private int endOfMember() {
        boolean quoted = false;
        for (int i = at; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                return i;
            }
        }
        return quoted ? -1 : text.length();
    }

    private void add(String member) {
        String directive = member.strip();
        int equals = directive.indexOf('=');
        // A space beside the equals sign is no syntax; it stays in the value, which then is none.
        String name = equals < 0 ? directive : directive.substring(0, equals);
        String value = equals < 0 ? "" : directive.substring(equals + 1);
        if (!name.equals(name.strip())) {
            value = CONTRADICTION;
        }
        directives.merge(
                name.strip().toLowerCase(Locale.ROOT),
                unquoted(value),
                (first, second) -> first.equals(second) ? first : CONTRADICTION);
    }

    private static String unquoted(String value) {
        boolean quoted =
                value.length() >= 2
                        && value.charAt(0) == '"'
                        && value.charAt(value.length() - 1) == '"';
        return quoted ? value.substring(1, value.length() - 1) : value;
    }
}
