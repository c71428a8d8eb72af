package io.headroom.marketplace.loading;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The account of a file's lines, and the file of those refused.
///
/// The refused lines are written beside their final place and moved there by [#keep], so that a
/// load that fails leaves no half file behind.
final class Tally implements AutoCloseable {

    private final Path file;
    private final Path partial;
    private final Map<String, Long> mends = new HashMap<>();
    private final Map<String, Long> refusals = new HashMap<>();
    private @Nullable BufferedWriter writer;
    private long taken;
    private long mended;
    private long refused;
    private final Set<String> mendsOfLine = new LinkedHashSet<>();

    Tally(Path file) {
        this.file = file;
        this.partial = file.resolveSibling(file.getFileName() + ".part");
    }

    /// Notes a repair of the current line; the line still has to be taken or refused.
    void mend(String what) {
        mendsOfLine.add(what);
    }

    void take() {
        if (mendsOfLine.isEmpty()) {
            taken++;
            return;
        }
        mended++;
        mendsOfLine.forEach(mend -> mends.merge(mend, 1L, Long::sum));
        mendsOfLine.clear();
    }

    void refuse(SourceRecord line, String reason) {
        mendsOfLine.clear();
        refused++;
        refusals.merge(reason, 1L, Long::sum);
        try {
            BufferedWriter out = writer();
            out.write(Long.toString(line.line()));
            out.write(',');
            out.write(SourceRecord.quoted(reason));
            out.write(',');
            out.write(SourceRecord.quoted(line.raw()));
            out.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException("refused lines cannot be written to " + partial, e);
        }
    }

    private BufferedWriter writer() throws IOException {
        BufferedWriter open = writer;
        if (open == null) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            open = Files.newBufferedWriter(partial);
            open.write("line,reason,content\n");
            writer = open;
        }
        return open;
    }

    /// Puts the refused lines in their place; without any, an older load's file is removed.
    ///
    /// @return the file, or null when no line was refused
    @Nullable Path keep() throws IOException {
        if (writer == null) {
            Files.deleteIfExists(file);
            return null;
        }
        writer.close();
        return Files.move(partial, file, StandardCopyOption.REPLACE_EXISTING);
    }

    @Override
    public void close() throws IOException {
        if (writer != null) {
            writer.close();
            Files.deleteIfExists(partial);
        }
    }

    long read() {
        return taken + mended + refused;
    }

    long taken() {
        return taken;
    }

    long mended() {
        return mended;
    }

    long refused() {
        return refused;
    }

    Map<String, Long> mends() {
        return byFrequency(mends);
    }

    Map<String, Long> refusals() {
        return byFrequency(refusals);
    }

    private static Map<String, Long> byFrequency(Map<String, Long> counts) {
        Map<String, Long> sorted = new LinkedHashMap<>();
        counts.entrySet().stream()
                .sorted(
                        Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                                .thenComparing(Map.Entry.comparingByKey()))
                .forEach(entry -> sorted.put(entry.getKey(), entry.getValue()));
        return sorted;
    }
}
