package io.headroom.spring.response;

import io.headroom.http.cache.HeaderField;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// The headers of an answer that is held back, in the order in which they were set. Used by one
/// thread at a time.
final class HeldHeaders {

    private final List<HeaderField> fields = new ArrayList<>();

    void add(String name, String value) {
        fields.add(new HeaderField(name, value));
    }

    void remove(String name) {
        fields.removeIf(field -> field.name().equalsIgnoreCase(name));
    }

    void clear() {
        fields.clear();
    }

    List<HeaderField> all() {
        return List.copyOf(fields);
    }

    boolean contains(String name) {
        return value(name) != null;
    }

    /// The first value; null where there is none.
    @Nullable String value(String name) {
        for (HeaderField field : fields) {
            if (field.name().equalsIgnoreCase(name)) {
                return field.value();
            }
        }
        return null;
    }

    Collection<String> values(String name) {
        return fields.stream()
                .filter(field -> field.name().equalsIgnoreCase(name))
                .map(HeaderField::value)
                .toList();
    }

    Collection<String> names() {
        Collection<String> names = new LinkedHashSet<>();
        fields.forEach(field -> names.add(field.name()));
        return names;
    }
}
