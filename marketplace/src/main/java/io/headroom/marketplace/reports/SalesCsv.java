package io.headroom.marketplace.reports;

import de.siegmar.fastcsv.writer.CsvWriter;
import java.io.BufferedWriter;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;

/// Writes sales as CSV (RFC 4180, UTF-8), a row for each line of an order. Texts that a spreadsheet
/// would take for a formula get an apostrophe in front.
final class SalesCsv {

    private static final String FORMULAS = "=+-@\t\r";

    private SalesCsv() {}

    /// @param held asked from time to time; throws when the work shall end
    static void write(Sales sales, OutputStream out, Runnable held) throws Exception {
        CsvWriter csv =
                CsvWriter.builder()
                        .build(
                                new BufferedWriter(
                                        new OutputStreamWriter(out, StandardCharsets.UTF_8)));
        csv.writeRecord(
                "placedAt",
                "order",
                "kind",
                "line",
                "itemId",
                "sku",
                "name",
                "quantity",
                "unitPrice",
                "amount",
                "currency");
        sales.lines(line -> {
            if (line.line() == 1) {
                held.run();
            }
            csv.writeRecord(
                    line.placedAt().toString(),
                    plain(line.number()),
                    line.kind(),
                    Integer.toString(line.line()),
                    Long.toString(line.itemId()),
                    plain(line.sku()),
                    plain(line.name()),
                    Integer.toString(line.quantity()),
                    line.unitPrice().toPlainString(),
                    line.unitPrice().multiply(BigDecimal.valueOf(line.quantity())).toPlainString(),
                    line.currency());
        });
        csv.flush();
    }

    private static String plain(String text) {
        return !text.isEmpty() && FORMULAS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
    }
}
