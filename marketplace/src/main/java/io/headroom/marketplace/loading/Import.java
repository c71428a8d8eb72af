package io.headroom.marketplace.loading;

import java.time.Instant;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Turns the lines of one kind of file into rows of a catalogue.
///
/// Its memory grows with the number of different items, customers and orders, not with lines.
interface Import {

    /// Takes, mends or refuses one line, and says so to the tally.
    void accept(SourceRecord line);

    /// Writes what is known only at the end of the file.
    void finish();

    /// The moment the data is about; null when that is now.
    @Nullable Instant asOf();

    /// The import for a file with these columns.
    ///
    /// @throws CatalogueLoadException when the columns are those of no kind of file
    static Import of(
            SourceFile file, Set<String> columns, CatalogueSink sink, Tally tally, Instant now) {
        if (columns.containsAll(SalesImport.COLUMNS)) {
            return new SalesImport(sink, tally);
        }
        if (columns.containsAll(ItemImport.COLUMNS)) {
            return new ItemImport(sink, tally, now);
        }
        throw new CatalogueLoadException(
                """
                %s line 1: the columns are neither those of sales (InvoiceNo, StockCode, Description, \
                Quantity, InvoiceDate, UnitPrice, CustomerID, Country) nor those of items (at least \
                sku, name, price); found %s\
                """
                        .formatted(file.path(), columns.stream().sorted().limit(20).toList()));
    }
}
