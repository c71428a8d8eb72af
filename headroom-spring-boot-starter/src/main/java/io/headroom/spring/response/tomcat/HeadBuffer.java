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
        if (number >= 0 && number < 10) {
            int end = room(1);
            bytes[length] = (byte) ('0' + number);
            length = end;
            return this;
        }
        return append(Long.toString(number));
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
