package io.headroom.marketplace.loading;

import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/// Reads UTF-8 and passes bytes that are none through as marks, so that the line they stand in can
/// be repaired and counted.
///
/// A byte b that is not UTF-8 becomes the character U+F700 + b of the private use area, after the
/// idea of Python's "surrogateescape" (PEP 383). [#repair] turns marks into what the bytes mean in
/// Windows-1252, the encoding that spreadsheets write most often beside UTF-8.
final class LenientUtf8Reader extends Reader {

    private static final int MARK = 0xF700;
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    private final InputStream in;
    private final ByteBuffer bytes = ByteBuffer.allocate(1 << 16).flip();
    private final CharsetDecoder decoder =
            StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT);
    private boolean ended;

    LenientUtf8Reader(InputStream in) {
        this.in = in;
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        CharBuffer chars = CharBuffer.wrap(target, offset, length).slice();
        while (true) {
            CoderResult result = decoder.decode(bytes, chars, ended);
            if (result.isError()) {
                if (!chars.hasRemaining()) {
                    return chars.position();
                }
                chars.put((char) (MARK + (bytes.get() & 0xFF)));
                continue;
            }
            if (chars.position() > 0) {
                return chars.position();
            }
            if (ended) {
                return -1;
            }
            fill();
        }
    }

    private void fill() throws IOException {
        bytes.compact();
        int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
        if (count < 0) {
            ended = true;
        } else {
            bytes.position(bytes.position() + count);
        }
        bytes.flip();
    }

    static boolean isMarked(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isMark(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    static String repair(String text) {
        StringBuilder repaired = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (isMark(c)) {
                repaired.append(new String(new byte[] {(byte) (c - MARK)}, WINDOWS_1252));
            } else {
                repaired.append(c);
            }
        }
        return repaired.toString();
    }

    private static boolean isMark(char c) {
        return c >= MARK + 0x80 && c <= MARK + 0xFF;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
