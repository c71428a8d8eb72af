package io.headroom.http.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which requests an answer is for, by the headers that its `Vary` names (RFC 9111, section 4.1).
/// `Accept-Encoding` is not one of them: the cache itself chooses the coding.
///
/// @param names of the headers, in lower case
/// @param values that they had, in the same order; null where the request had none
record Variation(List<String> names, List<@Nullable String> values) {

    static final Variation NONE = new Variation(List.of(), List.of());

    static Variation of(List<String> names, RequestHead request) {
        if (names.isEmpty()) {
            return NONE;
        }
        List<@Nullable String> values = new ArrayList<>();
        for (String name : names) {
            values.add(normal(name, request.header(name)));
        }
        return new Variation(List.copyOf(names), values);
    }

    boolean matches(RequestHead request) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            if (!Objects.equals(values.get(i), normal(name, request.header(name)))) {
                return false;
            }
        }
        return true;
    }

    /// Whitespace around commas has no meaning in any header, nor has case in languages (RFC 9110,
    /// section 12.5.4). The order of languages stays: handlers prefer the first of those with the
    /// same weight.
    private static @Nullable String normal(String name, @Nullable String value) {
        if (value == null) {
            return null;
        }
        String members = value.indexOf(',') < 0 ? value.strip() : stripped(value);
        return name.equals("accept-language") ? members.toLowerCase(Locale.ROOT) : members;
    }

    /// In one pass, however many spaces a client sends.
    private static String stripped(String members) {
        StringBuilder kept = new StringBuilder(members.length());
        int start = 0;
        for (int end = members.indexOf(','); end >= 0; end = members.indexOf(',', start)) {
            kept.append(members.substring(start, end).strip()).append(',');
            start = end + 1;
        }
        return kept.append(members.substring(start).strip()).toString();
    }
}
