package io.headroom.cache.redis;

import io.headroom.cache.L2Token;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.UUID;

/// The right to store a value: it stands while the guard and the generation are still these.
///
/// A generation is the server's run and 64 random bits, never used twice; values carry the bits.
///
/// @param guard the place in the log of the last invalidation, empty when there was none lately
record RedisToken(String guard, String generation) implements L2Token {

    private static final int STAMP = Long.BYTES;

    static String newGeneration(String runId) {
        long bits = UUID.randomUUID().getMostSignificantBits();
        return runId + ":" + HexFormat.of().toHexDigits(bits);
    }

    byte[] stamp(byte[] value) {
        return ByteBuffer.allocate(STAMP + value.length).putLong(bits()).put(value).array();
    }

    boolean stamped(byte[] stored) {
        return stored.length >= STAMP && ByteBuffer.wrap(stored).getLong() == bits();
    }

    static byte[] unstamped(byte[] stored) {
        return Arrays.copyOfRange(stored, STAMP, stored.length);
    }

    private long bits() {
        int end = generation.length();
        return HexFormat.fromHexDigitsToLong(generation, end - 2 * STAMP, end);
    }
}
