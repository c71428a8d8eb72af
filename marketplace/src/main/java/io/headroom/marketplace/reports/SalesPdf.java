package io.headroom.marketplace.reports;

import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import org.openpdf.text.Document;
import org.openpdf.text.Element;
import org.openpdf.text.Font;
import org.openpdf.text.FontFactory;
import org.openpdf.text.PageSize;
import org.openpdf.text.Paragraph;
import org.openpdf.text.Phrase;
import org.openpdf.text.pdf.PdfPCell;
import org.openpdf.text.pdf.PdfPTable;
import org.openpdf.text.pdf.PdfWriter;

/// Writes sales as PDF: sums, a chart, days, the best items, and every order. Pages go out as they
/// are full; what is kept is what one page shows.
///
/// Texts are set in Helvetica, which every reader has and which knows the letters of Windows-1252;
/// others become `?`.
final class SalesPdf {

    private static final int BEST_ITEMS = 50;
    private static final int ROWS_PER_FLUSH = 100;
    private static final float MARGIN = 42;
    private static final float SECTION_LEADING = 32;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT).withZone(ZoneOffset.UTC);

    private static final Font TITLE = FontFactory.getFont(FontFactory.HELVETICA, 18);
    private static final Font SECTION = FontFactory.getFont(FontFactory.HELVETICA_BOLD, 11);
    private static final Font HEAD = FontFactory.getFont(FontFactory.HELVETICA_BOLD, 8);
    private static final Font TEXT = FontFactory.getFont(FontFactory.HELVETICA, 8);

    private final CharsetEncoder letters = Charset.forName("windows-1252").newEncoder();
    private final Document document = new Document(PageSize.A4, MARGIN, MARGIN, MARGIN, MARGIN);
    private final PdfWriter writer;
    private final Runnable held;

    private SalesPdf(OutputStream out, Runnable held) {
        this.writer = PdfWriter.getInstance(document, out);
        // Closing the document writes its end; who opened the stream closes it.
        writer.setCloseStream(false);
        writer.setPageEvent(new PageNumbers());
        this.held = held;
    }

    /// @param merchant the merchant's name
    /// @param held asked from time to time; throws when the work shall end
    static void write(
            Sales sales,
            Report report,
            String merchant,
            Instant now,
            OutputStream out,
            Runnable held)
            throws Exception {
        SalesPdf pdf = new SalesPdf(out, held);
        pdf.document.addTitle("Sales of " + merchant);
        pdf.document.addCreator("Headroom marketplace");
        pdf.document.open();
        pdf.head(report, merchant, now);
        List<Sales.Sum> sums = sales.sums();
        pdf.sums(sums);
        List<Sales.Day> days = sales.days();
        if (!sums.isEmpty()) {
            pdf.chart(report, sums.getFirst().currency(), days);
        }
        pdf.days(days);
        pdf.items(sales.items(BEST_ITEMS));
        pdf.documents(sales);
        pdf.document.close();
    }

    private void head(Report report, String merchant, Instant now) {
        document.add(new Paragraph("Sales of " + known(merchant), TITLE));
        document.add(
                new Paragraph(
                        "%s to %s, days in UTC. Made %s UTC. A cancellation counts on the day it was made."
                                .formatted(report.from(), report.to(), TIME.format(now)),
                        TEXT));
    }

    private void sums(List<Sales.Sum> sums) {
        section("Sums");
        if (sums.isEmpty()) {
            document.add(new Paragraph("Nothing was sold in these days.", TEXT));
            return;
        }
        PdfPTable table =
                table(
                        new float[] {2, 2, 2, 2, 3},
                        "Currency",
                        "Orders",
                        "Cancellations",
                        "Units",
                        "Revenue");
        for (Sales.Sum sum : sums) {
            text(table, sum.currency());
            sum(table, sum);
        }
        document.add(table);
    }

    private void chart(Report report, String currency, List<Sales.Day> days) {
        RevenueChart chart = RevenueChart.of(report.from(), report.to(), currency, days);
        section("Revenue in %s by %s".formatted(currency, chart.unit()));
        float top = writer.getVerticalPosition(true) - 6;
        chart.draw(
                writer.getDirectContent(),
                document.left(),
                top - RevenueChart.HEIGHT,
                document.right() - document.left());
        Paragraph room = new Paragraph(" ", TEXT);
        room.setSpacingAfter(RevenueChart.HEIGHT);
        document.add(room);
    }

    private void days(List<Sales.Day> days) {
        section("Days");
        Rows rows =
                new Rows(
                        table(
                                new float[] {3, 2, 2, 2, 2, 3},
                                "Day",
                                "Currency",
                                "Orders",
                                "Cancellations",
                                "Units",
                                "Revenue"));
        for (Sales.Day day : days) {
            text(rows.table, day.day().toString());
            text(rows.table, day.sum().currency());
            sum(rows.table, day.sum());
            rows.next();
        }
        rows.end();
    }

    private void items(List<Sales.Item> items) {
        section("Best items, at most " + BEST_ITEMS);
        Rows rows = new Rows(table(new float[] {2, 7, 2, 3}, "SKU", "Item", "Units", "Revenue"));
        for (Sales.Item item : items) {
            text(rows.table, item.sku());
            text(rows.table, item.name());
            number(rows.table, Long.toString(item.units()));
            number(rows.table, amount(item.revenue()) + " " + item.currency());
            rows.next();
        }
        rows.end();
    }

    private void documents(Sales sales) throws Exception {
        section("Orders and cancellations");
        Rows rows =
                new Rows(
                        table(
                                new float[] {4, 4, 3, 2, 4},
                                "Placed (UTC)",
                                "Number",
                                "Kind",
                                "Units",
                                "Total"));
        sales.documents(placed -> {
            text(rows.table, TIME.format(placed.placedAt()));
            text(rows.table, placed.number());
            text(rows.table, placed.kind().toLowerCase(Locale.ROOT));
            number(rows.table, Long.toString(placed.units()));
            number(rows.table, amount(placed.total()) + " " + placed.currency());
            rows.next();
        });
        rows.end();
    }

    /// A table that goes out while it grows.
    private final class Rows {

        private final PdfPTable table;
        private int count;

        Rows(PdfPTable table) {
            this.table = table;
            table.setComplete(false);
        }

        void next() {
            count++;
            if (count % ROWS_PER_FLUSH == 0) {
                held.run();
                document.add(table);
            }
        }

        void end() {
            table.setComplete(true);
            document.add(table);
        }
    }

    private void section(String title) {
        Paragraph paragraph = new Paragraph(SECTION_LEADING, title, SECTION);
        paragraph.setSpacingAfter(6);
        document.add(paragraph);
    }

    private PdfPTable table(float[] widths, String... heads) {
        PdfPTable table = new PdfPTable(widths);
        table.setWidthPercentage(100);
        table.setHeaderRows(1);
        for (String head : heads) {
            PdfPCell cell = cell(new Phrase(head, HEAD));
            cell.setGrayFill(0.92f);
            table.addCell(cell);
        }
        return table;
    }

    private void sum(PdfPTable table, Sales.Sum sum) {
        number(table, Integer.toString(sum.orders()));
        number(table, Integer.toString(sum.cancellations()));
        number(table, Long.toString(sum.units()));
        number(table, amount(sum.revenue()));
    }

    private void text(PdfPTable table, String text) {
        table.addCell(cell(new Phrase(known(text), TEXT)));
    }

    private static void number(PdfPTable table, String text) {
        PdfPCell cell = cell(new Phrase(text, TEXT));
        cell.setHorizontalAlignment(Element.ALIGN_RIGHT);
        table.addCell(cell);
    }

    private static PdfPCell cell(Phrase phrase) {
        PdfPCell cell = new PdfPCell(phrase);
        cell.setBorderWidth(0.25f);
        cell.setPadding(3);
        return cell;
    }

    private static String amount(BigDecimal amount) {
        return String.format(Locale.ROOT, "%,.2f", amount);
    }

    private String known(String text) {
        StringBuilder known = new StringBuilder(text.length());
        text.codePoints()
                .forEach(point ->
                        known.append(
                                point <= Character.MAX_VALUE && letters.canEncode((char) point)
                                        ? (char) point
                                        : '?'));
        return known.toString();
    }
}
