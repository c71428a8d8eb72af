package io.headroom.marketplace.loading;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.zip.GZIPInputStream;

/// An import file: plain or gzip, whatever its name says; CSV or JSON Lines, whatever its name
/// says. Counts the bytes read of the file itself, so that progress is right for gzip too.
final class SourceFile implements AutoCloseable {

    private static final int PEEKED_BYTES = 4;
    private static final int BUFFER_BYTES = 1 << 16;

    private final Path path;
    private final long sizeBytes;
    private final CountingStream counted;
    private final InputStream content;

    private SourceFile(Path path, long sizeBytes, CountingStream counted, InputStream content) {
        this.path = path;
        this.sizeBytes = sizeBytes;
        this.counted = counted;
        this.content = content;
    }

    /// @throws CatalogueLoadException when the file is missing, no file, empty or in a packing or
    ///   encoding that is not read
    static SourceFile open(Path path) {
        requireReadable(path);
        try {
            CountingStream counted = new CountingStream(Files.newInputStream(path));
            PushbackInputStream outer = peekable(new BufferedInputStream(counted, BUFFER_BYTES));
            byte[] start = peek(outer);
            boolean gzip = start.length >= 2 && start[0] == 0x1F && start[1] == (byte) 0x8B;
            InputStream content = gzip ? peekable(new GZIPInputStream(outer, BUFFER_BYTES)) : outer;
            byte[] first = gzip ? peek((PushbackInputStream) content) : start;
            refuseForeign(path, first);
            if (startsWith(first, 0xEF, 0xBB, 0xBF)) {
                content.skipNBytes(3);
            }
            return new SourceFile(path, Files.size(path), counted, content);
        } catch (IOException e) {
            throw new CatalogueLoadException(path + " cannot be read: " + reason(e), e);
        }
    }

    static void requireReadable(Path path) {
        if (Files.isDirectory(path)) {
            throw new CatalogueLoadException(path + " is a folder; name a CSV or JSON Lines file");
        }
        if (!Files.exists(path)) {
            throw new CatalogueLoadException(path + " does not exist");
        }
        if (!Files.isReadable(path)) {
            throw new CatalogueLoadException(path + " may not be read by this user");
        }
    }

    /// SHA-256 of the file's bytes, in hexadecimal.
    static String checksum(Path path) {
        requireReadable(path);
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            try (InputStream in = new DigestInputStream(Files.newInputStream(path), digest)) {
                byte[] buffer = new byte[BUFFER_BYTES];
                int read = 0;
                while (read >= 0) {
                    read = in.read(buffer);
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new UncheckedIOException(path + " cannot be read", e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static void refuseForeign(Path path, byte[] start) {
        if (start.length == 0) {
            throw new CatalogueLoadException(path + " is empty");
        }
        if (startsWith(start, 'P', 'K', 3, 4)) {
            throw new CatalogueLoadException(path + " is a ZIP archive; unpack it first");
        }
        if (startsWith(start, 0xFF, 0xFE) || startsWith(start, 0xFE, 0xFF)) {
            throw new CatalogueLoadException(path + " is UTF-16; save it as UTF-8");
        }
    }

    private static boolean startsWith(byte[] bytes, int... start) {
        if (bytes.length < start.length) {
            return false;
        }
        for (int i = 0; i < start.length; i++) {
            if (bytes[i] != (byte) start[i]) {
                return false;
            }
        }
        return true;
    }

    private static PushbackInputStream peekable(InputStream in) {
        return new PushbackInputStream(in, PEEKED_BYTES);
    }

    private static byte[] peek(PushbackInputStream in) throws IOException {
        byte[] start = in.readNBytes(PEEKED_BYTES);
        in.unread(start);
        return start;
    }

    /// What went wrong, in an operator's words.
    static String reason(Exception e) {
        Throwable root = e;
        for (Throwable cause = e; cause != null; cause = cause.getCause()) {
            root = cause;
        }
        return root instanceof EOFException
                ? "the gzip data end early; the file is truncated"
                : String.valueOf(root.getMessage());
    }

    InputStream content() {
        return content;
    }

    Path path() {
        return path;
    }

    long sizeBytes() {
        return sizeBytes;
    }

    long readBytes() {
        return counted.count;
    }

    @Override
    public void close() {
        try {
            content.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static final class CountingStream extends FilterInputStream {

        private long count;

        CountingStream(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count += value < 0 ? 0 : 1;
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int read = super.read(target, offset, length);
            count += Math.max(0, read);
            return read;
        }
    }
}
