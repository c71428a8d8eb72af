package io.headroom.embedded;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;

/// The output of a child process in a file that cannot fill the disk: at its limit the file becomes
/// `NAME.1`, replacing the one before, and a new one begins. When the disk is full, output is
/// dropped rather than the child blocked. Safe for use by many threads.
final class BoundedLog implements AutoCloseable {

    static final long LIMIT_BYTES = 10L << 20;
    private static final int TAIL_BYTES = 8 << 10;

    private final Path file;
    private final long limitBytes;
    private final byte[] tail = new byte[TAIL_BYTES];
    private long seen;
    private long written;
    private OutputStream out;

    BoundedLog(Path file, long limitBytes) {
        this.file = file;
        this.limitBytes = limitBytes;
        try {
            this.written = Files.exists(file) ? Files.size(file) : 0;
            this.out = open(file);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the log " + file + ": " + e, e);
        }
    }

    /// Copies everything the stream gives until it ends.
    void drain(InputStream from) {
        byte[] buffer = new byte[8 << 10];
        try (from) {
            for (int n = from.read(buffer); n >= 0; n = from.read(buffer)) {
                write(buffer, n);
            }
        } catch (IOException e) {
            // The stream of a process that was killed may end in the middle.
            byte[] note = ("log ended: " + e + '\n').getBytes(StandardCharsets.UTF_8);
            write(note, note.length);
        }
    }

    private synchronized void write(byte[] bytes, int length) {
        for (int i = 0; i < length; i++) {
            tail[(int) (seen++ % TAIL_BYTES)] = bytes[i];
        }
        try {
            if (written + length > limitBytes && written > 0) {
                out.close();
                Files.move(
                        file,
                        file.resolveSibling(file.getFileName() + ".1"),
                        StandardCopyOption.REPLACE_EXISTING);
                out = open(file);
                written = 0;
            }
            out.write(bytes, 0, length);
            written += length;
        } catch (IOException e) {
            out = OutputStream.nullOutputStream();
        }
    }

    /// The last lines of the output, at most `lines`.
    synchronized String tail(int lines) {
        int length = (int) Math.min(seen, TAIL_BYTES);
        byte[] last = new byte[length];
        for (int i = 0; i < length; i++) {
            last[i] = tail[(int) ((seen - length + i) % TAIL_BYTES)];
        }
        List<String> all = new String(last, StandardCharsets.UTF_8).lines().toList();
        return String.join("\n", all.subList(Math.max(0, all.size() - lines), all.size()));
    }

    @Override
    public synchronized void close() {
        try {
            out.close();
        } catch (IOException e) {
            out = OutputStream.nullOutputStream();
        }
    }

    private static OutputStream open(Path file) throws IOException {
        return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
