package io.headroom.http.cache;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Which requests an answer is for, by the headers that its `Vary` names (RFC 9111, section 4.1).
/// `Accept-Encoding` is not one of them: the cache itself chooses the coding.
///
/// @param names of the headers
/// @param values that they had, in the same order; null where the request had none
record Variation(List<String> names, List<@Nullable String> values) {

    static final Variation NONE = new Variation(List.of(), List.of());

    static Variation of(List<String> names, RequestHead request) {
        if (names.isEmpty()) {
            return NONE;
        }
        List<@Nullable String> values = new ArrayList<>();
        for (String name : names) {
            values.add(normal(request.header(name)));
        }
        return new Variation(List.copyOf(names), values);
    }

    boolean matches(RequestHead request) {
        for (int i = 0; i < names.size(); i++) {
            if (!Objects.equals(values.get(i), normal(request.header(names.get(i))))) {
                return false;
            }
        }
        return true;
    }

    /// Whitespace around commas has no meaning in any header.
    private static @Nullable String normal(@Nullable String value) {
        return value == null ? null : value.strip().replaceAll("\\s*,\\s*", ",");
    }
}
