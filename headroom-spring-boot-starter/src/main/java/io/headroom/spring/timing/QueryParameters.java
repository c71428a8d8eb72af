package io.headroom.spring.timing;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The parameters of a query as the log may show them: few, short, on one line, and no secrets.
final class QueryParameters {

    private static final int MOST = 12;
    private static final int LONGEST_NAME = 40;
    private static final int LONGEST_VALUE = 80;
    private static final String HIDDEN = "***";

    private static final Pattern SECRET_NAME =
            Pattern.compile(
                    "token|secret|passw|pwd|auth|credential|session|signature|jwt|api.?key"
                            + "|^(key|code|sig)$",
                    Pattern.CASE_INSENSITIVE);

    /// Tokens in compact form (RFC 7515) begin so: it is `{"` in Base64.
    private static final Pattern SECRET_VALUE = Pattern.compile("eyJ[A-Za-z0-9_-]{8,}\\.");

    private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

    private QueryParameters() {}

    static Map<String, String> of(@Nullable String query) {
        Map<String, String> shown = new LinkedHashMap<>();
        if (query == null || query.isEmpty()) {
            return shown;
        }
        for (String pair : query.split("&", MOST + 1)) {
            if (shown.size() == MOST) {
                shown.put("…", "");
                break;
            }
            int equals = pair.indexOf('=');
            String name = decoded(equals < 0 ? pair : pair.substring(0, equals));
            String value = decoded(equals < 0 ? "" : pair.substring(equals + 1));
            boolean secret = SECRET_NAME.matcher(name).find() || SECRET_VALUE.matcher(value).find();
            shown.put(
                    shortened(name, LONGEST_NAME),
                    secret ? HIDDEN : shortened(value, LONGEST_VALUE));
        }
        return shown;
    }

    private static String decoded(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException malformed) {
            return text;
        }
    }

    static String shortened(String text, int longest) {
        String oneLine = CONTROL.matcher(text).replaceAll(" ");
        return oneLine.length() <= longest ? oneLine : oneLine.substring(0, longest) + "…";
    }
}
