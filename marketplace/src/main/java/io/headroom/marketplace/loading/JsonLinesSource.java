package io.headroom.marketplace.loading;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// JSON Lines: one object per line. Values that are objects or arrays stay JSON text; null and a
/// missing key are both an empty value.
final class JsonLinesSource implements RecordSource {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final SourceFile file;
    private final BufferedReader reader;
    private final StringBuilder buffer = new StringBuilder(512);
    private final Set<String> columns;
    private @Nullable SourceRecord first;
    private long line;

    JsonLinesSource(SourceFile file, BufferedReader reader) {
        this.file = file;
        this.reader = reader;
        this.first = read();
        this.columns = first == null ? Set.of() : Set.copyOf(first.columns().keySet());
    }

    @Override
    public Set<String> columns() {
        return columns;
    }

    @Override
    public @Nullable SourceRecord next() {
        SourceRecord record = first;
        if (record != null) {
            first = null;
            return record;
        }
        return read();
    }

    private @Nullable SourceRecord read() {
        String text = readLine();
        if (text == null) {
            return null;
        }
        boolean marked = LenientUtf8Reader.isMarked(text);
        String repaired = marked ? LenientUtf8Reader.repair(text) : text;
        if (repaired.isBlank()) {
            return unreadable(repaired, "empty line");
        }
        try {
            JsonNode node = JSON.readTree(repaired);
            return node.isObject()
                    ? object(node, repaired, marked)
                    : unreadable(repaired, "no JSON object");
        } catch (JacksonException e) {
            return unreadable(repaired, "no valid JSON");
        }
    }

    private SourceRecord object(JsonNode node, String text, boolean marked) {
        Map<String, Integer> positions = new HashMap<>();
        List<String> values = new ArrayList<>();
        node.properties()
                .forEach(property -> {
                    if (positions.putIfAbsent(
                                    SourceRecord.canonical(property.getKey()), values.size())
                            == null) {
                        values.add(value(property.getValue()));
                    }
                });
        return new SourceRecord(line, positions, values, text, marked, "");
    }

    private static String value(JsonNode node) {
        if (node.isNull()) {
            return "";
        }
        return node.isContainer() ? node.toString() : node.asString();
    }

    private SourceRecord unreadable(String text, String problem) {
        return new SourceRecord(line, Map.of(), List.of(), text, false, problem);
    }

    private @Nullable String readLine() {
        buffer.setLength(0);
        try {
            int c = reader.read();
            if (c < 0) {
                return null;
            }
            line++;
            for (; c >= 0 && c != '\n'; c = reader.read()) {
                if (buffer.length() >= LONGEST_LINE) {
                    throw new CatalogueLoadException(
                            "%s is broken at line %d: longer than 1 MB. Repair the file and load it again."
                                    .formatted(file.path(), line));
                }
                buffer.append((char) c);
            }
        } catch (IOException e) {
            throw new CatalogueLoadException(
                    "%s is broken after line %d: %s. Repair the file and load it again."
                            .formatted(file.path(), line, SourceFile.reason(e)),
                    e);
        }
        return buffer.toString();
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
