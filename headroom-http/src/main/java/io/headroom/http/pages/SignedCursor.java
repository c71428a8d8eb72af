package io.headroom.http.pages;

import io.headroom.http.pages.CursorReading.Accepted;
import io.headroom.http.pages.CursorReading.Reason;
import io.headroom.http.pages.CursorReading.Refused;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// Writes positions as opaque text that only the holder of the key can make.
///
/// A cursor is base64url, without padding, of: version (1 byte), fingerprint of the query (the
/// first 8 bytes of its SHA-256), the position, and the first 16 bytes of an HMAC-SHA-256 (RFC
/// 2104) over everything before. The query's identity is whatever text the caller composes from
/// route, filters and sort; a cursor read with another identity is refused. The position is signed,
/// not encrypted: it shows the sort values of a row that its reader has seen.
///
/// Every node needs the same key. To change it without refusing the cursors that callers hold, let
/// all nodes accept the new one, then sign with it and accept the old one, then forget that.
///
/// Immutable, safe for use by many threads.
public final class SignedCursor {

    private static final byte VERSION = 1;
    private static final int FINGERPRINT_BYTES = 8;
    private static final int SIGNATURE_BYTES = 16;
    private static final int HEAD_BYTES = 1 + FINGERPRINT_BYTES;
    private static final int MAX_TEXT_LENGTH = 4096;
    private static final int MIN_KEY_BYTES = 32;
    private static final String ALGORITHM = "HmacSHA256";

    /// The one that signs, then the others that are accepted.
    private final List<SecretKeySpec> keys = new ArrayList<>();

    /// @param key the secret that signs, at least 32 bytes
    /// @param accepted other secrets whose cursors are accepted, each at least 32 bytes
    public SignedCursor(byte[] key, byte[]... accepted) {
        keys.add(secret(key));
        for (byte[] other : accepted) {
            keys.add(secret(other));
        }
    }

    private static SecretKeySpec secret(byte[] key) {
        if (key.length < MIN_KEY_BYTES) {
            throw new IllegalArgumentException(
                    "key must have at least "
                            + MIN_KEY_BYTES
                            + " bytes, but has "
                            + key.length
                            + "; set a longer secret");
        }
        return new SecretKeySpec(key, ALGORITHM);
    }

    /// The cursor for a position within a query.
    public String write(Position position, String queryIdentity) {
        byte[] body = PositionFormat.write(position);
        byte[] signed =
                ByteBuffer.allocate(HEAD_BYTES + body.length)
                        .put(VERSION)
                        .put(fingerprint(queryIdentity))
                        .put(body)
                        .array();
        byte[] whole =
                ByteBuffer.allocate(signed.length + SIGNATURE_BYTES)
                        .put(signed)
                        .put(signature(signed, keys.getFirst()))
                        .array();
        return Base64.getUrlEncoder().withoutPadding().encodeToString(whole);
    }

    /// Reads a cursor that came from outside. Never throws for any text.
    public CursorReading read(String cursor, String queryIdentity) {
        if (cursor.length() > MAX_TEXT_LENGTH) {
            return new Refused(Reason.MALFORMED);
        }
        byte[] whole = decode(cursor);
        if (whole.length <= HEAD_BYTES + SIGNATURE_BYTES || whole[0] != VERSION) {
            return new Refused(Reason.MALFORMED);
        }
        byte[] signed = Arrays.copyOf(whole, whole.length - SIGNATURE_BYTES);
        byte[] given = Arrays.copyOfRange(whole, signed.length, whole.length);
        if (keys.stream().noneMatch(key -> MessageDigest.isEqual(signature(signed, key), given))) {
            return new Refused(Reason.FORGED);
        }
        byte[] query = Arrays.copyOfRange(signed, 1, HEAD_BYTES);
        if (!MessageDigest.isEqual(fingerprint(queryIdentity), query)) {
            return new Refused(Reason.OTHER_QUERY);
        }
        Optional<Position> position =
                PositionFormat.read(Arrays.copyOfRange(signed, HEAD_BYTES, signed.length));
        return position.<CursorReading>map(Accepted::new)
                .orElseGet(() -> new Refused(Reason.MALFORMED));
    }

    private static byte[] decode(String cursor) {
        try {
            byte[] bytes = Base64.getUrlDecoder().decode(cursor);
            // The decoder overlooks padding and stray bits in the last character; only the one text
            // that write() gives is the cursor.
            boolean canonical =
                    Base64.getUrlEncoder().withoutPadding().encodeToString(bytes).equals(cursor);
            return canonical ? bytes : new byte[0];
        } catch (IllegalArgumentException notBase64) {
            return new byte[0];
        }
    }

    private static byte[] fingerprint(String queryIdentity) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return Arrays.copyOf(
                    digest.digest(queryIdentity.getBytes(StandardCharsets.UTF_8)),
                    FINGERPRINT_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    private static byte[] signature(byte[] signed, SecretKeySpec key) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Arrays.copyOf(mac.doFinal(signed), SIGNATURE_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
        }
    }
}
