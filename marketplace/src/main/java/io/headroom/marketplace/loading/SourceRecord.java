package io.headroom.marketplace.loading;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// One line of data: its values and where they stand.
///
/// @param line the number of its first line in the file, from 1
/// @param columns the position of each column by its canonical name: lower case, letters and digits
///   only, so that "Invoice No", "invoice_no" and "InvoiceNo" are one
/// @param values the values, trimmed by nobody yet
/// @param text the line as it stood in the file; empty where the values tell it all
/// @param mendedEncoding whether bytes that were not UTF-8 were read as Windows-1252
/// @param problem why the line could not be read at all; empty when it could
record SourceRecord(
        long line,
        Map<String, Integer> columns,
        List<String> values,
        String text,
        boolean mendedEncoding,
        String problem) {

    /// The value of a column; empty when the line has none.
    String get(String column) {
        Integer index = columns.get(column);
        return index == null || index >= values.size() ? "" : values.get(index);
    }

    /// The line for the file of refused lines.
    String raw() {
        return text.isEmpty() ? csv(values) : text;
    }

    static String canonical(String column) {
        StringBuilder name = new StringBuilder(column.length());
        column.chars()
                .filter(c -> c < 128 && Character.isLetterOrDigit(c))
                .map(Character::toLowerCase)
                .forEach(c -> name.append((char) c));
        return name.toString();
    }

    static String csv(List<String> values) {
        return values.stream()
                .map(SourceRecord::quotedWhereNeeded)
                .collect(Collectors.joining(","));
    }

    static String quoted(String value) {
        return '"' + value.replace("\"", "\"\"") + '"';
    }

    private static String quotedWhereNeeded(String value) {
        boolean plain =
                value.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return plain ? value : quoted(value);
    }
}
