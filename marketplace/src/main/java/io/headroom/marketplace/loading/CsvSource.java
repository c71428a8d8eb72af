package io.headroom.marketplace.loading;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// CSV after RFC 4180 with a header; commas, semicolons or tabs, whichever the header has most of.
final class CsvSource implements RecordSource {

    private static final int PEEKED_CHARS = 1 << 15;

    private final SourceFile file;
    private final CloseableIterator<CsvRecord> records;
    private final Map<String, Integer> columns = new HashMap<>();
    private final int width;
    private long line = 1;

    CsvSource(SourceFile file, BufferedReader reader) throws IOException {
        this.file = file;
        CsvReader<CsvRecord> csv =
                CsvReader.builder()
                        .fieldSeparator(separator(reader))
                        .skipEmptyLines(false)
                        .allowUnclosedQuote(false)
                        .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                        .maxBufferSize(LONGEST_LINE)
                        .ofCsvRecord(reader);
        this.records = csv.iterator();
        CsvRecord header = read();
        if (header == null) {
            throw new CatalogueLoadException(file.path() + " is empty");
        }
        width = header.getFieldCount();
        for (int i = 0; i < width; i++) {
            columns.putIfAbsent(SourceRecord.canonical(header.getField(i)), i);
        }
    }

    private static char separator(BufferedReader reader) throws IOException {
        reader.mark(PEEKED_CHARS);
        char[] start = new char[PEEKED_CHARS];
        int length = Math.max(0, reader.read(start, 0, start.length));
        reader.reset();
        String header = new String(start, 0, length).lines().findFirst().orElse("");
        char best = ',';
        for (char candidate : new char[] {';', '\t'}) {
            if (count(header, candidate) > count(header, best)) {
                best = candidate;
            }
        }
        return best;
    }

    private static long count(String text, char wanted) {
        return text.chars().filter(c -> c == wanted).count();
    }

    @Override
    public Set<String> columns() {
        return columns.keySet();
    }

    @Override
    public @Nullable SourceRecord next() {
        CsvRecord csv = read();
        if (csv == null) {
            return null;
        }
        line = csv.getStartingLineNumber();
        List<String> values = csv.getFields();
        boolean marked = values.stream().anyMatch(LenientUtf8Reader::isMarked);
        if (marked) {
            values = values.stream().map(LenientUtf8Reader::repair).toList();
        }
        return new SourceRecord(line, columns, values, "", marked, problem(values));
    }

    private String problem(List<String> values) {
        if (values.size() == width) {
            return "";
        }
        if (values.size() == 1 && values.getFirst().isBlank()) {
            return "empty line";
        }
        return values.size() < width
                ? "fewer fields than the header"
                : "more fields than the header";
    }

    private @Nullable CsvRecord read() {
        try {
            return records.hasNext() ? records.next() : null;
        } catch (CsvParseException e) {
            throw broken(
                    "a quoted field that does not end, or a line beyond 1 MB ("
                            + SourceFile.reason(e)
                            + ")",
                    e);
        } catch (UncheckedIOException e) {
            throw broken(SourceFile.reason(e), e);
        }
    }

    private CatalogueLoadException broken(String what, Exception cause) {
        return new CatalogueLoadException(
                "%s is broken after line %d: %s. Repair the file and load it again."
                        .formatted(file.path(), line, what),
                cause);
    }

    @Override
    public void close() {
        try {
            records.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
