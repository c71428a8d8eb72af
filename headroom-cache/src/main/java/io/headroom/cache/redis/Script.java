package io.headroom.cache.redis;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;

/// A Lua script beside this class; `head.lua` stands before each.
enum Script {
    ACQUIRE,
    FILL,
    PUT,
    PROLONG,
    RELEASE,
    INVALIDATE,
    INVALIDATE_TAGS,
    INVALIDATE_PREFIX,
    INVALIDATE_MATCHING,
    VOID,
    LOOK,
    BEAT,
    AWAIT,
    LEAVE,
    SWEEP,
    FORGET;

    private final String text;
    private final String digest;

    Script() {
        text = resource("head") + resource(name().toLowerCase(Locale.ROOT));
        try {
            byte[] sha = MessageDigest.getInstance("SHA-1").digest(bytes(text));
            digest = HexFormat.of().formatHex(sha);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "This Java has no SHA-1, by which Redis names scripts", e);
        }
    }

    private static String resource(String name) {
        try (InputStream in = Script.class.getResourceAsStream(name + ".lua")) {
            if (in == null) {
                throw new IllegalStateException("The resource " + name + ".lua is missing");
            }
            return string(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String text() {
        return text;
    }

    /// What EVALSHA wants.
    String digest() {
        return digest;
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] bytes(long number) {
        return bytes(Long.toString(number));
    }

    static String string(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
