package io.headroom.marketplace.loading;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/// Writes rows in the text format of PostgreSQL's COPY (manual, section "COPY", "Text Format"): the
/// columns of a row in order, then [#end].
///
/// Owned by one thread. Closing it ends the table.
final class CopyRows implements AutoCloseable {

    private static final int BUFFER_BYTES = 1 << 16;
    private static final JsonMapper JSON = JsonMapper.shared();

    private final OutputStream out;
    private final StringBuilder row = new StringBuilder(1024);
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(BUFFER_BYTES + 4096);
    private boolean firstColumn = true;
    private long rows;

    CopyRows(OutputStream out) {
        this.out = out;
    }

    CopyRows number(long value) {
        separate().append(value);
        return this;
    }

    /// A number with `decimals` digits after the point, given in units of its last digit.
    CopyRows decimal(long unscaled, int decimals) {
        separate().append(BigDecimal.valueOf(unscaled, decimals).toPlainString());
        return this;
    }

    CopyRows numberOrNull(long value, long absent) {
        return value == absent ? absent() : number(value);
    }

    CopyRows text(String value) {
        separate();
        escape(value, row);
        return this;
    }

    CopyRows textOrNull(@Nullable String value) {
        return value == null ? absent() : text(value);
    }

    CopyRows flag(boolean value) {
        separate().append(value ? 't' : 'f');
        return this;
    }

    CopyRows instant(Instant value) {
        separate().append(value);
        return this;
    }

    CopyRows day(LocalDate value) {
        separate().append(value);
        return this;
    }

    CopyRows json(Map<String, String> value) {
        return text(JSON.writeValueAsString(value));
    }

    /// An array of texts.
    CopyRows texts(List<String> values) {
        StringBuilder literal = new StringBuilder("{");
        for (String value : values) {
            if (literal.length() > 1) {
                literal.append(',');
            }
            literal.append('"')
                    .append(value.replace("\\", "\\\\").replace("\"", "\\\""))
                    .append('"');
        }
        return text(literal.append('}').toString());
    }

    CopyRows absent() {
        separate().append("\\N");
        return this;
    }

    void end() {
        row.append('\n');
        buffer.writeBytes(row.toString().getBytes(StandardCharsets.UTF_8));
        row.setLength(0);
        firstColumn = true;
        rows++;
        if (buffer.size() >= BUFFER_BYTES) {
            flush();
        }
    }

    long rows() {
        return rows;
    }

    @Override
    public void close() {
        flush();
        try {
            out.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private StringBuilder separate() {
        if (!firstColumn) {
            row.append('\t');
        }
        firstColumn = false;
        return row;
    }

    private void flush() {
        try {
            buffer.writeTo(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        buffer.reset();
    }

    private static void escape(String value, StringBuilder to) {
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            switch (c) {
                case '\\' -> to.append("\\\\");
                case '\t' -> to.append("\\t");
                case '\n' -> to.append("\\n");
                case '\r' -> to.append("\\r");
                default -> to.append(c);
            }
        }
    }
}
