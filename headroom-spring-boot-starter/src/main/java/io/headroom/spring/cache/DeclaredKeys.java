package io.headroom.spring.cache;

import io.headroom.cache.KeyCodec;
import io.headroom.spring.CacheSettings.KeyType;
import org.jspecify.annotations.Nullable;

/// The keys of a cache that is declared in configuration.
enum DeclaredKeys {
    STRING,
    LONG,
    INTEGER,
    UUID;

    static DeclaredKeys of(@Nullable KeyType type) {
        return type == null ? STRING : valueOf(type.name());
    }

    Class<?> type() {
        return switch (this) {
            case STRING -> String.class;
            case LONG -> Long.class;
            case INTEGER -> Integer.class;
            case UUID -> java.util.UUID.class;
        };
    }

    @SuppressWarnings("unchecked") // keys are checked by of(Object) or by the bean's generic type
    KeyCodec<Object> codec() {
        KeyCodec<?> codec =
                switch (this) {
                    case STRING -> KeyCodec.strings();
                    case LONG -> KeyCodec.longs();
                    case INTEGER -> KeyCodec.integers();
                    case UUID -> KeyCodec.uuids();
                };
        return (KeyCodec<Object>) codec;
    }

    /// The key that an annotation means.
    ///
    /// @throws IllegalArgumentException when it is of another type
    Object of(String cache, Object key) {
        if (type().isInstance(key)) {
            return key;
        }
        if (this == LONG && key instanceof Integer number) {
            return number.longValue();
        }
        throw new IllegalArgumentException(
                "Cache '%s' is declared with keys of %s, but an annotation or a program gave a %s; name the key by an expression: key = \"#argument\""
                        .formatted(cache, type().getSimpleName(), key.getClass().getName()));
    }
}
