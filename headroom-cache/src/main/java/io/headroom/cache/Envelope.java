package io.headroom.cache;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/// The bytes of a value in L2: a header that says what they are, then the payload.
///
/// ```
/// 0  2  magic "HR"                  8  8  created, epoch milliseconds of the writer
/// 2  1  form of the envelope, 2    16  8  expires, epoch milliseconds of the writer
/// 3  1  flags: 1 deflated,         24  4  length of the payload before it was deflated
///       2 there is no value        28  4  CRC-32C of everything but these four bytes
/// 4  4  version of the value       32  4  milliseconds that the load took
///                                  36     payload
/// ```
///
/// Whatever does not read as that is [Unreadable]: a foreign, older, newer, cut or altered value is
/// a miss and never an error.
final class Envelope {

    static final int HEADER = 36;

    private static final short MAGIC = 0x4852;
    private static final byte FORM = 2;
    private static final int DEFLATED = 1;
    private static final int NONE = 2;
    private static final int CRC_AT = 28;
    private static final int LOAD_AT = 32;

    /// A larger payload is not believed: the length is read before memory is taken for it.
    private static final int LARGEST = 64 << 20;

    private Envelope() {}

    /// What an envelope held.
    sealed interface Opened {}

    /// A value's payload.
    ///
    /// @param expiresMillis epoch milliseconds
    /// @param loadMillis how long its load took
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Value(byte[] payload, long expiresMillis, int loadMillis) implements Opened {}

    /// There is no such value.
    record NoValue(long expiresMillis) implements Opened {}

    /// A miss.
    record Unreadable(String reason) implements Opened {}

    static byte[] seal(
            byte[] payload,
            int version,
            long createdMillis,
            long expiresMillis,
            int loadMillis,
            long threshold) {
        if (payload.length > LARGEST) {
            throw new IllegalArgumentException(
                    "a value of " + payload.length + " bytes is larger than " + LARGEST);
        }
        byte[] body = payload.length >= threshold ? deflateIfWorthwhile(payload) : payload;
        int flags = body.length == payload.length ? 0 : DEFLATED;
        return write(
                flags, version, createdMillis, expiresMillis, payload.length, loadMillis, body);
    }

    static byte[] sealNone(int version, long createdMillis, long expiresMillis) {
        return write(NONE, version, createdMillis, expiresMillis, 0, 0, new byte[0]);
    }

    static Opened open(byte[] bytes, int version) {
        if (bytes.length < HEADER) {
            return new Unreadable("shorter than its header");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        if (header.getShort(0) != MAGIC || header.get(2) != FORM) {
            return new Unreadable("no envelope of form " + FORM);
        }
        if (header.getInt(4) != version) {
            return new Unreadable("of version " + header.getInt(4) + ", not " + version);
        }
        if (header.getInt(CRC_AT) != checksum(bytes)) {
            return new Unreadable("checksum differs");
        }
        long expiresMillis = header.getLong(16);
        int flags = header.get(3);
        if ((flags & NONE) != 0) {
            return new NoValue(expiresMillis);
        }
        byte[] body = Arrays.copyOfRange(bytes, HEADER, bytes.length);
        if ((flags & DEFLATED) == 0) {
            return new Value(body, expiresMillis, header.getInt(LOAD_AT));
        }
        return inflate(body, header.getInt(24), expiresMillis, header.getInt(LOAD_AT));
    }

    private static byte[] write(
            int flags,
            int version,
            long created,
            long expires,
            int length,
            int loadMillis,
            byte[] body) {
        ByteBuffer out = ByteBuffer.allocate(HEADER + body.length);
        out.putShort(MAGIC).put(FORM).put((byte) flags).putInt(version);
        out.putLong(created).putLong(expires).putInt(length).putInt(0).putInt(loadMillis).put(body);
        out.putInt(CRC_AT, checksum(out.array()));
        return out.array();
    }

    private static int checksum(byte[] bytes) {
        CRC32C crc = new CRC32C();
        crc.update(bytes, 0, CRC_AT);
        crc.update(bytes, CRC_AT + 4, bytes.length - CRC_AT - 4);
        return (int) crc.getValue();
    }

    /// The deflated bytes where they save a fifth or more, else the same.
    private static byte[] deflateIfWorthwhile(byte[] payload) {
        int worthwhile = payload.length - (payload.length + 4) / 5;
        try (Deflater deflater = new Deflater(Deflater.BEST_SPEED, true)) {
            deflater.setInput(payload);
            deflater.finish();
            byte[] out = new byte[worthwhile];
            int length = deflater.deflate(out);
            return deflater.finished() ? Arrays.copyOf(out, length) : payload;
        }
    }

    private static Opened inflate(byte[] body, int length, long expiresMillis, int loadMillis) {
        if (length < 0 || length > LARGEST) {
            return new Unreadable("claims a length of " + length);
        }
        try (Inflater inflater = new Inflater(true)) {
            inflater.setInput(body);
            ByteArrayOutputStream out = new ByteArrayOutputStream(length);
            byte[] chunk = new byte[8192];
            while (!inflater.finished() && out.size() <= length) {
                int count = inflater.inflate(chunk);
                if (count == 0 && !inflater.finished()) {
                    return new Unreadable("ends too early");
                }
                out.write(chunk, 0, count);
            }
            return out.size() == length
                    ? new Value(out.toByteArray(), expiresMillis, loadMillis)
                    : new Unreadable("is not as long as it claims");
        } catch (DataFormatException e) {
            return new Unreadable("is not deflated");
        }
    }
}
