package io.headroom.http;

import com.aayushatharva.brotli4j.Brotli4jLoader;
import com.aayushatharva.brotli4j.decoder.Decoder;
import com.aayushatharva.brotli4j.encoder.Encoder;
import com.github.luben.zstd.Zstd;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/// A way in which the bytes of an answer can be coded (RFC 9110 §8.4.1): `identity`, `gzip` (RFC
/// 1952), `br` (RFC 7932) and `zstd` (RFC 8878, with the 8 MB window of RFC 9659).
///
/// `br` and `zstd` need a native library. On a platform without it that coding is missing from
/// [#available] and the service goes on without it.
public enum ContentCoding {
    IDENTITY("identity"),
    GZIP("gzip"),
    BROTLI("br"),
    ZSTD("zstd");

    // An answer is coded once and sent many times, but whoever asks first waits for it. Measured on
    // JSON lists of 2 to 44 KB: the next level gains about 2 % at most and costs up to five times
    // as much (br 9 fifty times). At 11 KB these give 2,744, 2,561 and 2,665 bytes, in 54, 88 and
    // 111 µs.
    private static final int GZIP_LEVEL = 6;
    private static final int BROTLI_QUALITY = 5;
    private static final int ZSTD_LEVEL = 9;

    private final String token;

    ContentCoding(String token) {
        this.token = token;
    }

    /// Its name in `Content-Encoding` and `Accept-Encoding`.
    public String token() {
        return token;
    }

    /// The coding of that name, in upper or lower case; `x-gzip` is `gzip` (RFC 9110 §8.4.1.3).
    ///
    /// @throws IllegalArgumentException when there is none
    public static ContentCoding ofToken(String token) {
        String name = token.strip().toLowerCase(Locale.ROOT);
        return switch (name) {
            case "identity" -> IDENTITY;
            case "gzip", "x-gzip" -> GZIP;
            case "br" -> BROTLI;
            case "zstd" -> ZSTD;
            default ->
                    throw new IllegalArgumentException(
                            "'"
                                    + token
                                    + "' is no content coding; there are identity, gzip, br and"
                                    + " zstd");
        };
    }

    /// What this platform can code. Always has [#IDENTITY] and [#GZIP].
    public static Set<ContentCoding> available() {
        return Platform.AVAILABLE;
    }

    /// The same bytes in this coding; the same plain bytes give the same coded bytes. The identity
    /// gives the array itself.
    ///
    /// @throws IllegalStateException when the coding is not [#available]
    public byte[] encode(byte[] plain) {
        if (!available().contains(this)) {
            throw new IllegalStateException(
                    "this platform has no native library for "
                            + token
                            + "; choose among available(): "
                            + available());
        }
        return encodeNatively(plain);
    }

    private byte[] encodeNatively(byte[] plain) {
        try {
            return switch (this) {
                case IDENTITY -> plain;
                case GZIP -> gzip(plain);
                case BROTLI ->
                        Encoder.compress(
                                plain, new Encoder.Parameters().setQuality(BROTLI_QUALITY));
                case ZSTD -> Zstd.compress(plain, ZSTD_LEVEL);
            };
        } catch (IOException e) {
            throw new UncheckedIOException(plain.length + " bytes could not be coded", e);
        }
    }

    private static byte[] gzip(byte[] plain) throws IOException {
        ByteArrayOutputStream coded = new ByteArrayOutputStream(plain.length / 4 + 64);
        try (Gzip gzip = new Gzip(coded)) {
            gzip.write(plain);
        }
        return coded.toByteArray();
    }

    /// The plain bytes of what [#encode] gave.
    ///
    /// @param plainLength how many there were
    /// @throws IllegalArgumentException when these are not that many bytes in this coding
    public byte[] decode(byte[] coded, int plainLength) {
        byte[] plain = decodeNatively(coded, plainLength);
        if (plain.length != plainLength) {
            throw new IllegalArgumentException(
                    coded.length
                            + " bytes of "
                            + token
                            + " are "
                            + plain.length
                            + " plain ones, not "
                            + plainLength);
        }
        return plain;
    }

    private byte[] decodeNatively(byte[] coded, int plainLength) {
        try {
            return switch (this) {
                case IDENTITY -> coded;
                case GZIP -> gunzip(coded, plainLength);
                case BROTLI -> {
                    byte[] plain = Decoder.decompress(coded).getDecompressedData();
                    yield plain == null ? new byte[0] : plain;
                }
                case ZSTD -> Zstd.decompress(coded, plainLength);
            };
        } catch (IOException | RuntimeException e) {
            throw new IllegalArgumentException(coded.length + " bytes are no " + token, e);
        }
    }

    private static byte[] gunzip(byte[] coded, int plainLength) throws IOException {
        try (GZIPInputStream plain = new GZIPInputStream(new ByteArrayInputStream(coded), 4_096)) {
            byte[] bytes = plain.readNBytes(plainLength);
            return plain.read() < 0 ? bytes : new byte[plainLength + 1];
        }
    }

    private static final class Gzip extends GZIPOutputStream {

        private Gzip(OutputStream out) throws IOException {
            super(out);
            def.setLevel(GZIP_LEVEL);
        }
    }

    /// Asked once, when the first answer is to be coded: loading a native library takes time.
    private static final class Platform {

        private static final Set<ContentCoding> AVAILABLE = probe();

        private static Set<ContentCoding> probe() {
            EnumSet<ContentCoding> found = EnumSet.of(IDENTITY, GZIP);
            if (works(BROTLI)) {
                found.add(BROTLI);
            }
            if (works(ZSTD)) {
                found.add(ZSTD);
            }
            return Collections.unmodifiableSet(found);
        }

        /// Whatever a library throws when its native part is missing or does not fit, here it only
        /// means that it cannot be used.
        private static boolean works(ContentCoding coding) {
            try {
                if (coding == BROTLI) {
                    Brotli4jLoader.ensureAvailability();
                }
                return coding.encodeNatively(new byte[64]).length > 0;
            } catch (LinkageError | RuntimeException missing) {
                return false;
            }
        }
    }
}
