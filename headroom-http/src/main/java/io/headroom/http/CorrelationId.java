package io.headroom.http;

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

    private static final int LONGEST = 128;
    private static final char[] HEX = "0123456789abcdef".toCharArray();

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
        char[] text = new char[32];
        long high = random.nextLong();
        long low = random.nextLong();
        for (int i = 0; i < 16; i++) {
            text[i] = HEX[(int) (high >>> (60 - 4 * i)) & 0xf];
            text[16 + i] = HEX[(int) (low >>> (60 - 4 * i)) & 0xf];
        }
        return new CorrelationId(new String(text));
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
