package io.headroom.cache.redis;

import static io.headroom.cache.redis.Script.bytes;
import static io.headroom.cache.redis.Script.string;

import io.headroom.cache.L2Read;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;

/// The layout of a value in Redis, and of the head which tells at a glance that it holds.
///
/// Value: generation (16 hex digits), fill sequence (16 digits), length of the tags (4 digits), the
/// tags, one a line, the bytes. Head: see `head.lua`.
final class Stored {

    private static final int GENERATION = 16;
    private static final int SEQUENCE = 32;
    private static final int TAGS = 36;
    private static final int EPOCH = 32;
    private static final int BARRIERS = 48;
    private static final int RUN = 50;

    private Stored() {}

    /// The tags as they stand in a value.
    static String joined(Collection<String> tags) {
        return String.join("\n", tags);
    }

    /// What follows the fill sequence in a value.
    static byte[] rest(String tags, byte[] value) {
        byte[] names = bytes(tags);
        return ByteBuffer.allocate(TAGS - SEQUENCE + names.length + value.length)
                .put(bytes(String.format(Locale.ROOT, "%04d", names.length)))
                .put(names)
                .put(value)
                .array();
    }

    /// A value as it is filled.
    static byte[] stamped(RedisToken token, byte[] rest) {
        byte[] stamp = bytes(token.generation() + token.sequence());
        return ByteBuffer.allocate(stamp.length + rest.length).put(stamp).put(rest).array();
    }

    /// Whether nothing but single keys was invalidated since a value was stored, so that its being
    /// there says that it is valid.
    ///
    /// @param run of the server that both came from
    static boolean isCurrent(byte[] head, byte[] value, String run) {
        return value.length >= TAGS
                && head.length == RUN + run.length()
                && Arrays.equals(head, RUN, head.length, bytes(run), 0, run.length())
                && Arrays.equals(head, 0, GENERATION, value, 0, GENERATION)
                // Digits of one length: in the order of the numbers.
                && Arrays.compare(value, GENERATION, SEQUENCE, head, EPOCH, BARRIERS) >= 0;
    }

    /// The value's own bytes and tags; absent when it is none of ours.
    static L2Read read(byte[] value) {
        int length = value.length < TAGS ? -1 : digits(value, SEQUENCE, TAGS);
        if (length < 0 || TAGS + length > value.length) {
            return L2Read.ABSENT;
        }
        List<String> tags =
                length == 0
                        ? List.of()
                        : List.of(
                                string(Arrays.copyOfRange(value, TAGS, TAGS + length)).split("\n"));
        return new L2Read.Found(Arrays.copyOfRange(value, TAGS + length, value.length), tags);
    }

    private static int digits(byte[] text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            int digit = text[i] - '0';
            if (digit < 0 || digit > 9) {
                return -1;
            }
            number = 10 * number + digit;
        }
        return number;
    }
}
