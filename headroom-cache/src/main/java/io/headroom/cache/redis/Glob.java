package io.headroom.cache.redis;

import static io.headroom.cache.redis.Script.bytes;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/// A pattern of keys, as Redis is to look for it.
sealed interface Glob {

    /// So many prefixes of a key are implied tags; `head.lua` says so too.
    int MOST_PREFIXES = 8;

    /// One character, in Lua: a byte that begins one in UTF-8, and those that continue it.
    String ANY = "[%z\001-\177\u00c2-\u00f4][\u0080-\u00bf]*";

    /// All keys that begin with a prefix which ends in `:`; with an empty one, all keys.
    record Prefix(String text, String prefix) implements Glob {}

    /// Any other.
    ///
    /// @param patterns the Lua patterns of what stands between the stars, a zero byte before each
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Barrier(String text, byte[] patterns) implements Glob {}

    static Glob parse(String text) {
        StringBuilder literal = new StringBuilder();
        ByteArrayOutputStream patterns = new ByteArrayOutputStream();
        patterns.write(0);
        boolean plain = true;
        int stars = 0;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            i += Character.charCount(c);
            if (c == '*') {
                stars++;
                patterns.write(0);
                continue;
            }
            if (c == '?') {
                plain = false;
                patterns.writeBytes(ANY.getBytes(StandardCharsets.ISO_8859_1));
                continue;
            }
            if (c == '\\' && i < text.length()) {
                c = text.codePointAt(i);
                i += Character.charCount(c);
            }
            plain &= stars == 0;
            literal.appendCodePoint(c);
            escape(Character.toString(c), patterns);
        }
        String prefix = literal.toString();
        boolean implied =
                prefix.isEmpty()
                        || (prefix.endsWith(":")
                                && prefix.chars().filter(c -> c == ':').count() <= MOST_PREFIXES);
        return plain && stars == 1 && implied
                ? new Prefix(text, prefix)
                : new Barrier(text, patterns.toByteArray());
    }

    private static void escape(String character, ByteArrayOutputStream out) {
        byte[] bytes = bytes(character);
        if (bytes.length > 1 || Character.isLetterOrDigit((char) bytes[0])) {
            out.writeBytes(bytes);
        } else if (bytes[0] == 0) {
            out.writeBytes(bytes("%z"));
        } else {
            out.write('%');
            out.write(bytes[0]);
        }
    }
}
