package io.headroom.cache;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// Turns values into bytes for L2 and back. Safe for use by many threads.
///
/// What is read may have been written by an older or a newer version of the program, or by anyone
/// who can write to Redis: a codec decides the type of what it makes by itself and never by a name
/// found in the bytes.
public interface Codec<V> {

    /// The bytes of a value.
    ///
    /// @throws RuntimeException when it has no bytes; it is then kept in L1 alone
    byte[] encode(V value);

    /// The value of the bytes.
    ///
    /// @throws RuntimeException when they are none; the read is then a miss
    V decode(byte[] bytes);

    /// Texts as UTF-8.
    static Codec<String> strings() {
        return new Codec<>() {
            @Override
            public byte[] encode(String value) {
                return value.getBytes(StandardCharsets.UTF_8);
            }

            @Override
            public String decode(byte[] bytes) {
                return new String(bytes, StandardCharsets.UTF_8);
            }
        };
    }

    /// Bytes as they are. The arrays handed out are shared with L1 and must not be changed.
    static Codec<byte[]> bytes() {
        return new Codec<>() {
            @Override
            public byte[] encode(byte[] value) {
                return Arrays.copyOf(value, value.length);
            }

            @Override
            public byte[] decode(byte[] bytes) {
                return bytes;
            }
        };
    }
}
