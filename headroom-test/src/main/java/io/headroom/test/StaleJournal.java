package io.headroom.test;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The writes and reads that one process saw, in a file for [StaleOracle#judge]. Safe for use by
/// many threads.
///
/// The file is text. Its first line is `stale-journal 1 ORIGIN`, each other one `w KEY VERSION
/// NANOS` for an invalidation that returned or `r KEY VERSION NANOS` for a read that began at this
/// moment, counted from the origin; numbers are to the base 36. Lines stay in memory until 64 KB
/// are full, [#flush] or [#close]: a process that is killed loses the last of them.
public final class StaleJournal implements StaleWitness, AutoCloseable {

    private static final String FORMAT = "stale-journal 1";
    private static final int RADIX = 36;
    private static final int BUFFER = 1 << 16;

    private final Writer file;
    private final LongSupplier nanoTime;
    private final long originNanos;
    private final StringBuilder lines = new StringBuilder(BUFFER + 256);
    private boolean closed;

    private StaleJournal(Writer file, LongSupplier nanoTime) {
        this.file = file;
        this.nanoTime = nanoTime;
        this.originNanos = nanoTime.getAsLong();
        lines.append(FORMAT).append(' ').append(Long.toString(originNanos, RADIX)).append('\n');
    }

    /// Begins a new journal; a file that is there is replaced.
    ///
    /// @param nanoTime the monotonic clock of the machine, `System::nanoTime`
    public static StaleJournal create(Path file, LongSupplier nanoTime) throws IOException {
        StaleJournal journal =
                new StaleJournal(Files.newBufferedWriter(file, StandardCharsets.UTF_8), nanoTime);
        journal.flush();
        return journal;
    }

    @Override
    public void acknowledged(String key, long version) {
        StaleWitness.requireValid(key, version);
        append('w', key, version, nanoTime.getAsLong());
    }

    @Override
    public long readBegins() {
        return nanoTime.getAsLong();
    }

    @Override
    public void observed(String key, long version, long readBeganNanos) {
        StaleWitness.requireValid(key, version);
        append('r', key, version, readBeganNanos);
    }

    private synchronized void append(char kind, String key, long version, long nanos) {
        if (closed) {
            throw new IllegalStateException("the journal has been closed");
        }
        lines.append(kind).append(' ').append(key).append(' ');
        lines.append(Long.toString(version, RADIX)).append(' ');
        lines.append(Long.toString(nanos - originNanos, RADIX)).append('\n');
        if (lines.length() >= BUFFER) {
            flush();
        }
    }

    /// Hands all lines to the operating system; a kill of this process does not lose them then.
    public synchronized void flush() {
        try {
            file.append(lines);
            file.flush();
            lines.setLength(0);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the journal", e);
        }
    }

    /// Writes the last lines. Calling again does nothing.
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (file) {
            flush();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write the journal", e);
        }
    }

    /// Takes a line: an invalidation that returned, or a read that began, at this moment.
    interface Line {
        Line IGNORED = (key, version, nanos) -> {};

        void take(String key, long version, long nanos);
    }

    /// Reads a journal, without a last line that is torn.
    static void replay(Path journal, Line writes, Line reads) throws IOException {
        boolean whole = endsWithLineFeed(journal);
        // A decoder that replaces: a torn character stands in the torn line, which is not used.
        try (var in = Files.newInputStream(journal);
                var text =
                        new BufferedReader(
                                new InputStreamReader(in, StandardCharsets.UTF_8), BUFFER)) {
            String head = text.readLine();
            if (head == null || !head.startsWith(FORMAT + " ")) {
                throw new IOException(journal + " is no journal of this version: " + head);
            }
            long origin = Long.parseLong(head.substring(FORMAT.length() + 1), RADIX);
            @Nullable String line = text.readLine();
            for (int number = 2; line != null; number++) {
                @Nullable String next = text.readLine();
                if (next != null || whole) {
                    replay(journal, number, line, origin, writes, reads);
                }
                line = next;
            }
        }
    }

    private static void replay(
            Path journal, int number, String line, long origin, Line writes, Line reads)
            throws IOException {
        try {
            int version = line.indexOf(' ', 2) + 1;
            int nanos = line.indexOf(' ', version) + 1;
            Line taker =
                    switch (line.charAt(0)) {
                        case 'w' -> writes;
                        case 'r' -> reads;
                        default -> throw new IllegalArgumentException("neither w nor r");
                    };
            taker.take(
                    line.substring(2, version - 1),
                    Long.parseLong(line, version, nanos - 1, RADIX),
                    origin + Long.parseLong(line, nanos, line.length(), RADIX));
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new IOException(journal + ", line " + number + " is damaged: " + line, e);
        }
    }

    private static boolean endsWithLineFeed(Path journal) throws IOException {
        try (FileChannel channel = FileChannel.open(journal)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            return channel.size() > 0
                    && channel.read(last, channel.size() - 1) == 1
                    && last.get(0) == '\n';
        }
    }
}
