package io.headroom.lock;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;

/// A Lua script beside this class; `head.lua` stands before each.
enum LockScript {
    ACQUIRE,
    MINT,
    EXTEND,
    RELEASE,
    HAND_OVER;

    private final String text;
    private final String digest;

    LockScript() {
        text = resource("head.lua") + resource(name().toLowerCase(Locale.ROOT) + ".lua");
        try {
            byte[] sha =
                    MessageDigest.getInstance("SHA-1")
                            .digest(text.getBytes(StandardCharsets.UTF_8));
            digest = HexFormat.of().formatHex(sha);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(
                    "This Java has no SHA-1, by which Redis names scripts", e);
        }
    }

    static String resource(String name) {
        try (InputStream in =
                Objects.requireNonNull(LockScript.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
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
}
