package io.headroom.http;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;

/// The name of one version of a representation (RFC 9110 §8.8.3).
///
/// Two codings of an answer are two representations, so a strong tag must tell them apart: the
/// coded one carries the coding's token behind two hyphens, `"5d41…--br"`. A tag that an
/// application makes should not end like that.
///
/// @param opaque what stands between the quotes: visible characters but the quote, at most 512
/// @param weak whether it only promises the same meaning, not the same bytes
public record EntityTag(String opaque, boolean weak) {

    private static final int LONGEST = 512;
    private static final int DIGEST_BYTES = 16;
    private static final String SEPARATOR = "--";

    public EntityTag {
        if (!isWellFormed(opaque)) {
            throw new IllegalArgumentException(
                    "an entity tag is at most "
                            + LONGEST
                            + " visible characters without a quote, but is '"
                            + opaque
                            + "'");
        }
    }

    /// The tag of these very bytes: 128 bits of their SHA-256, in hexadecimal.
    public static EntityTag strongOf(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return new EntityTag(HexFormat.of().formatHex(digest, 0, DIGEST_BYTES), false);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// The tag of the same answer in that coding; the tag itself for the identity.
    public EntityTag withCoding(ContentCoding coding) {
        return coding == ContentCoding.IDENTITY
                ? this
                : new EntityTag(opaque + SEPARATOR + coding.token(), weak);
    }

    /// The tag of the answer whatever its coding: without what [#withCoding] added.
    public EntityTag withoutCoding() {
        for (ContentCoding coding : CODINGS) {
            String suffix = SEPARATOR + coding.token();
            if (opaque.endsWith(suffix)) {
                return new EntityTag(opaque.substring(0, opaque.length() - suffix.length()), weak);
            }
        }
        return this;
    }

    private static final ContentCoding[] CODINGS = {
        ContentCoding.GZIP, ContentCoding.BROTLI, ContentCoding.ZSTD
    };

    /// Reads the value of an `ETag` field; null when it is not well formed. `W/` counts only in
    /// upper case.
    public static @Nullable EntityTag parse(@Nullable String text) {
        if (text == null) {
            return null;
        }
        String tag = text.strip();
        boolean weak = tag.startsWith("W/");
        int open = weak ? 2 : 0;
        int close = tag.length() - 1;
        boolean quoted = close > open && tag.charAt(open) == '"' && tag.charAt(close) == '"';
        if (!quoted) {
            return null;
        }
        String opaque = tag.substring(open + 1, close);
        return isWellFormed(opaque) ? new EntityTag(opaque, weak) : null;
    }

    /// `etagc = %x21 / %x23-7E / obs-text`, read as ISO 8859-1.
    static boolean isWellFormed(String opaque) {
        if (opaque.length() > LONGEST) {
            return false;
        }
        for (int i = 0; i < opaque.length(); i++) {
            char c = opaque.charAt(i);
            if (c <= ' ' || c == '"' || c == 0x7f || c > 0xff) {
                return false;
            }
        }
        return true;
    }

    /// As it stands in the header.
    @Override
    public String toString() {
        return (weak ? "W/\"" : "\"") + opaque + "\"";
    }
}
