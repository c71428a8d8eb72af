package io.headroom.marketplace.audit;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/// Seals entries: an HMAC-SHA-256 (RFC 2104) over the seal before and the entry's fields, each with
/// its length in front, so that no two entries have the same bytes. A plain hash could be computed
/// anew by whoever can write the table; this needs the shop's key, which is not in the database.
/// Safe for use by many threads.
final class AuditChain {

    private static final String ALGORITHM = "HmacSHA256";
    private static final int KEY_ID_BYTES = 8;

    private final SecretKey key;
    private final String keyId;

    /// @param shopKey the shop's key, from which the chain's own is derived
    AuditChain(SecretKey shopKey) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(shopKey);
            byte[] own = mac.doFinal("audit chain".getBytes(StandardCharsets.UTF_8));
            key = new SecretKeySpec(own, ALGORITHM);
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(own);
            keyId = HexFormat.of().formatHex(digest, 0, KEY_ID_BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the shop's key cannot seal", e);
        }
    }

    /// Names the key without telling it.
    String keyId() {
        return keyId;
    }

    /// The seal of an entry.
    byte[] seal(AuditEntry entry) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            mac.update(ByteBuffer.allocate(Long.BYTES).putLong(entry.id()).flip());
            field(mac, HexFormat.of().parseHex(entry.previous()));
            mac.update(ByteBuffer.allocate(Long.BYTES).putLong(entry.epochMicros()).flip());
            for (String text :
                    List.of(
                            entry.event(),
                            entry.actor(),
                            entry.action(),
                            entry.subject(),
                            entry.figures(),
                            entry.keyId())) {
                field(mac, text.getBytes(StandardCharsets.UTF_8));
            }
            return mac.doFinal();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("the shop's key cannot seal", e);
        }
    }

    private static void field(Mac mac, byte[] content) {
        mac.update(ByteBuffer.allocate(Integer.BYTES).putInt(content.length).flip());
        mac.update(content);
    }
}
