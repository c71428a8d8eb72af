package io.headroom.http;

import java.nio.charset.StandardCharsets;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/// Names one request in every log line, job and outgoing call that it causes.
///
/// @param value 1 to 128 characters of `[A-Za-z0-9._-]`
public record CorrelationId(String value) {

    /// The request and response header that carries it.
    public static final String HEADER = "X-Correlation-Id";

    /// The key under which it stands in the logging context.
    public static final String LOG_KEY = "correlationId";

    /// Characters of one that is made here: 128 random bits in hexadecimal.
    public static final int LENGTH_OF_NEW = 32;

    private static final int LONGEST = 128;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.ISO_8859_1);

    public CorrelationId {
        if (!isWellFormed(value)) {
            throw new IllegalArgumentException(
                    "a correlation id is 1 to 128 characters of [A-Za-z0-9._-]");
        }
    }

    /// The caller's identifier where it is well formed, else a new one of 128 random bits.
    public static CorrelationId accept(@Nullable String offered, RandomGenerator random) {
        return offered != null && isWellFormed(offered)
                ? new CorrelationId(offered)
                : generate(random);
    }

    private static CorrelationId generate(RandomGenerator random) {
        byte[] text = new byte[LENGTH_OF_NEW];
        writeNew(random, text, 0);
        return new CorrelationId(new String(text, StandardCharsets.ISO_8859_1));
    }

    /// Writes the characters of a new one, which are [#LENGTH_OF_NEW], for whoever sends them at
    /// once.
    public static void writeNew(RandomGenerator random, byte[] to, int at) {
        long high = random.nextLong();
        long low = random.nextLong();
        for (int i = 0; i < 16; i++) {
            to[at + i] = HEX[(int) (high >>> (60 - 4 * i)) & 0xf];
            to[at + 16 + i] = HEX[(int) (low >>> (60 - 4 * i)) & 0xf];
        }
    }

    private static boolean isWellFormed(String text) {
        if (text.isEmpty() || text.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letterOrDigit = c < 128 && (Character.isLetter(c) || Character.isDigit(c));
            boolean allowed = letterOrDigit || c == '.' || c == '_' || c == '-';
            if (!allowed) {
                return false;
            }
        }
        return true;
    }

    @Override
    public String toString() {
        return value;
    }
}
