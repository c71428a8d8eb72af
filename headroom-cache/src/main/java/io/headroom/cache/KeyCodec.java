package io.headroom.cache;

import java.util.UUID;
import java.util.function.Function;

/// Turns keys into text for L2 and the log of invalidations, and back. Equal keys have equal texts.
/// Safe for use by many threads. A text has at most 4,096 characters.
public interface KeyCodec<K> {

    /// The text of a key.
    String encode(K key);

    /// The key of a text.
    ///
    /// @throws RuntimeException when it is none; an invalidation of it is then ignored
    K decode(String text);

    static KeyCodec<String> strings() {
        return of(text -> text, text -> text);
    }

    static KeyCodec<Long> longs() {
        return of(key -> Long.toString(key), Long::valueOf);
    }

    static KeyCodec<Integer> integers() {
        return of(key -> Integer.toString(key), Integer::valueOf);
    }

    static KeyCodec<UUID> uuids() {
        return of(UUID::toString, UUID::fromString);
    }

    /// A codec of two functions, each the other's inverse.
    static <K> KeyCodec<K> of(Function<K, String> encode, Function<String, K> decode) {
        return new KeyCodec<>() {
            @Override
            public String encode(K key) {
                return encode.apply(key);
            }

            @Override
            public K decode(String text) {
                return decode.apply(text);
            }
        };
    }
}
