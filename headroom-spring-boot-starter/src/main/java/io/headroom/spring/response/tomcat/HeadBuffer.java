package io.headroom.spring.response.tomcat;

import java.nio.ByteBuffer;
import java.util.Arrays;

/// The bytes of a response's head, put together. Grows as need be; used by one thread.
public final class HeadBuffer {

    private byte[] bytes = new byte[2_048];
    private int length;

    HeadBuffer clear() {
        length = 0;
        return this;
    }

    /// Appends text of Latin-1.
    @SuppressWarnings("deprecation") // the only one that copies Latin-1 without making an array
    public HeadBuffer append(String text) {
        int end = room(text.length());
        text.getBytes(0, text.length(), bytes, length);
        length = end;
        return this;
    }

    /// Appends bytes.
    public HeadBuffer append(byte[] more) {
        int end = room(more.length);
        System.arraycopy(more, 0, bytes, length, more.length);
        length = end;
        return this;
    }

    /// Appends a number in decimal.
    public HeadBuffer append(long number) {
        if (number < 0 || number > Integer.MAX_VALUE) {
            return append(Long.toString(number));
        }
        int rest = (int) number;
        int digits = 1;
        for (int above = rest / 10; above > 0; above /= 10) {
            digits++;
        }
        int end = room(digits);
        for (int at = end - 1; at >= length; at--) {
            bytes[at] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
        length = end;
        return this;
    }

    /// Appends what somebody else writes.
    ///
    /// @param count how many bytes
    public HeadBuffer append(int count, Writer writer) {
        int end = room(count);
        writer.write(bytes, length);
        length = end;
        return this;
    }

    /// Writes bytes of Latin-1 where they belong.
    public interface Writer {

        /// Writes all of them.
        ///
        /// @param at the place of the first
        void write(byte[] to, int at);
    }

    private int room(int more) {
        int end = length + more;
        if (end > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(end, 2 * bytes.length));
        }
        return end;
    }

    /// Puts what stands here into a buffer that has room for it.
    void appendTo(ByteBuffer buffer) {
        buffer.put(bytes, 0, length);
    }
}
