package io.headroom.core;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A size in bytes. Never negative.
///
/// The text form is a whole number and a unit of powers of 1024, `512B`, `16KB`, `10MB`, `2GB`; a
/// number without a unit counts bytes.
///
/// @param count the number of bytes, at least 0
public record Bytes(long count) implements Comparable<Bytes> {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})\\s*(B|KB|MB|GB)?");

    public Bytes {
        if (count < 0) {
            throw new IllegalArgumentException("bytes must be at least 0, but is " + count);
        }
    }

    public static Bytes of(long count) {
        return new Bytes(count);
    }

    public static Bytes ofKilobytes(long kilobytes) {
        return new Bytes(Math.multiplyExact(kilobytes, 1L << 10));
    }

    public static Bytes ofMegabytes(long megabytes) {
        return new Bytes(Math.multiplyExact(megabytes, 1L << 20));
    }

    /// Reads the text form; upper and lower case are the same.
    ///
    /// @throws IllegalArgumentException when the text is no size
    public static Bytes parse(String text) {
        Matcher matcher = TEXT.matcher(text.strip().toUpperCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is no size; write a whole number with B, KB, MB or GB");
        }
        long number = Long.parseLong(matcher.group(1));
        String unit = matcher.group(2);
        int shift =
                switch (unit == null ? "B" : unit) {
                    case "KB" -> 10;
                    case "MB" -> 20;
                    case "GB" -> 30;
                    default -> 0;
                };
        return new Bytes(Math.multiplyExact(number, 1L << shift));
    }

    @Override
    public int compareTo(Bytes other) {
        return Long.compare(count, other.count);
    }

    /// The largest unit that keeps the number whole.
    @Override
    public String toString() {
        if (count == 0 || count % (1L << 10) != 0) {
            return count + "B";
        }
        if (count % (1L << 30) == 0) {
            return (count >> 30) + "GB";
        }
        if (count % (1L << 20) == 0) {
            return (count >> 20) + "MB";
        }
        return (count >> 10) + "KB";
    }
}
