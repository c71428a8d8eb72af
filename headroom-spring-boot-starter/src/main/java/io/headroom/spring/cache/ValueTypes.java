package io.headroom.spring.cache;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.springframework.core.ResolvableType;

/// Which type of values each cache of annotated methods has: the type that its methods return. Safe
/// for use by many threads.
final class ValueTypes {

    /// @param origin where the type was found, for messages
    private record Known(ValueType type, String origin) {}

    private final Map<String, Known> known = new ConcurrentHashMap<>();

    /// Notes what a configuration declares; it counts for methods whose own type says less.
    void declare(String cache, ValueType type) {
        known.put(cache, new Known(type, "headroom.cache.caches." + cache + ".value"));
    }

    /// Notes what a method puts into a cache.
    ///
    /// @throws IllegalStateException when something else is known to be in that cache
    void note(String cache, ResolvableType returned, Method method) {
        Known mine = new Known(new ValueType(returned), method.toString());
        Known other = known.putIfAbsent(cache, mine);
        if (other == null || other.type().toString().equals(mine.type().toString())) {
            return;
        }
        boolean less = !mine.type().isDeclared();
        if (less && other.type().isDeclared() && other.origin().startsWith("headroom.")) {
            return;
        }
        throw new IllegalStateException(
                "Cache '%s' would hold values of two types: %s of %s, and %s of %s; give each its own cache, or declare their common type under headroom.cache.caches.%s.value"
                        .formatted(
                                cache,
                                other.type(),
                                other.origin(),
                                mine.type(),
                                mine.origin(),
                                cache));
    }

    /// The type of a cache; null when no method puts anything into it.
    @Nullable ValueType of(String cache) {
        Known found = known.get(cache);
        return found == null ? null : found.type();
    }

    /// The caches with a type.
    Iterable<String> caches() {
        return known.keySet();
    }
}
