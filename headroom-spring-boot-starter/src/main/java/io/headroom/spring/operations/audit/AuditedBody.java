package io.headroom.spring.operations.audit;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// What of a call's parameters may be kept: no secrets, no SQL, nothing long, nothing nested.
final class AuditedBody {

    private static final int MOST_PARAMETERS = 20;
    private static final int MOST_TEXT = 200;
    private static final Pattern SECRET =
            Pattern.compile("pass|secret|token|credential|authori[sz]ation|cookie|private");
    private static final Pattern FREE = Pattern.compile("query|sql|statement");

    private AuditedBody() {}

    static Map<String, String> of(
            Map<String, String[]> query, byte[] body, boolean isJson, JsonMapper json) {
        Map<String, String> kept = new LinkedHashMap<>();
        query.forEach((name, values) -> keep(name, values.length == 0 ? "" : values[0], kept));
        if (isJson && body.length > 0) {
            try {
                JsonNode root = json.readTree(body);
                if (root.isObject()) {
                    Collection<Map.Entry<String, JsonNode>> fields = root.properties();
                    fields.forEach(field -> keep(field.getKey(), text(field.getValue()), kept));
                }
            } catch (JacksonException cutOrMalformed) {
                kept.put("body", "not readable");
            }
        }
        return kept;
    }

    private static String text(JsonNode value) {
        return value.isValueNode() ? value.asString() : value.isArray() ? "[…]" : "{…}";
    }

    private static void keep(String name, String value, Map<String, String> to) {
        if (to.size() >= MOST_PARAMETERS) {
            return;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        String shown;
        if (SECRET.matcher(lower).find()) {
            shown = "***";
        } else if (FREE.matcher(lower).matches()) {
            shown = value.length() + " characters";
        } else {
            shown = clipped(value);
        }
        to.put(clipped(name), shown);
    }

    /// On one line, and not long.
    static String clipped(String text) {
        String line = text.replaceAll("\\p{Cntrl}+", " ");
        return line.length() <= MOST_TEXT ? line : line.substring(0, MOST_TEXT - 1) + "…";
    }
}
