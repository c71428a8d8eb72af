package io.headroom.marketplace.loading;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// The lines of data of a file, one after the other; at no time are all of them in memory.
interface RecordSource extends AutoCloseable {

    /// A line longer than this many characters, or a quoted field that does not end within them,
    /// means that the file is broken.
    int LONGEST_LINE = 1 << 20;

    /// The canonical names of the columns: the header's, or the first line's keys.
    Set<String> columns();

    /// The next line; null after the last.
    ///
    /// @throws CatalogueLoadException when the file is broken from here on
    @Nullable SourceRecord next();

    @Override
    void close();

    /// Tells CSV from JSON Lines by the first character that is not white space.
    static RecordSource of(SourceFile file) {
        BufferedReader reader = new BufferedReader(new LenientUtf8Reader(file.content()), 1 << 16);
        try {
            int first = firstCharacter(reader);
            return switch (first) {
                case -1 -> throw new CatalogueLoadException(file.path() + " is empty");
                case '[' ->
                        throw new CatalogueLoadException(
                                file.path()
                                        + " line 1: a JSON array; write JSON Lines, one object per"
                                        + " line");
                case '{' -> new JsonLinesSource(file, reader);
                default -> new CsvSource(file, reader);
            };
        } catch (IOException e) {
            throw new CatalogueLoadException(
                    file.path() + " cannot be read: " + SourceFile.reason(e), e);
        }
    }

    private static int firstCharacter(BufferedReader reader) throws IOException {
        reader.mark(1 << 15);
        int c = reader.read();
        for (int read = 1; Character.isWhitespace(c) && read < 1 << 14; read++) {
            c = reader.read();
        }
        reader.reset();
        return c;
    }
}
