package io.headroom.marketplace.reports;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.NamedCsvRecord;
import io.headroom.embedded.TestDatabase;
import io.headroom.embedded.TestServers;
import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.pdfbox.Loader;
import org.apache.pdfbox.pdmodel.PDDocument;
import org.apache.pdfbox.text.PDFTextStripper;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class SalesReportIT {

    private static final Instant NOW = Instant.parse("2026-03-05T08:30:00Z");

    private final TestDatabase database =
            TestServers.newDatabase(
                    "shop-schema",
                    source -> Flyway.configure().dataSource(source).load().migrate());

    @AfterEach
    void drop() {
        database.close();
    }

    private static Report report(String from, String to) {
        return new Report(
                1,
                7,
                "sales",
                Report.Format.PDF,
                LocalDate.parse(from),
                LocalDate.parse(to),
                "running",
                NOW,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    private void execute(String sql) throws SQLException {
        try (Connection connection = database.dataSource().getConnection();
                var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Two days of one merchant, an order at either edge of the range, another merchant's, and a
    /// cancellation.
    private void fill() throws SQLException {
        execute(
                """
                INSERT INTO category (id, level, slug, name_en, name_es) VALUES (1, 1, 'all', 'All', 'Todo');
                INSERT INTO merchant (id, slug, name, country) VALUES
                    (7, 'seven', 'Café Zürich 漢', 'CH'), (8, 'eight', 'Eight', 'GB');
                INSERT INTO item (id, sku, merchant_id, category1_id, name_en, price, currency, stock) VALUES
                    (1, 'A-1', 7, 1, 'Blue kettle', 12.95, 'GBP', 5),
                    (2, '=B-2', 7, 1, '=HYPERLINK("x"), "quoted"', 0.10, 'GBP', 5),
                    (3, 'C-3', 8, 1, 'Other', 99, 'GBP', 5);
                INSERT INTO purchase_order (id, number, kind, cancels_id, merchant_id, country, currency, total, placed_at) VALUES
                    (1, '1001', 'ORDER', NULL, 7, 'CH', 'GBP', 26.20, '2026-03-01T00:00:00Z'),
                    (2, '1002', 'ORDER', NULL, 7, 'CH', 'GBP', 1000.30, '2026-03-02T23:59:59.999999Z'),
                    (3, '1003', 'ORDER', NULL, 7, 'CH', 'GBP', 500, '2026-03-03T00:00:00Z'),
                    (4, '1004', 'ORDER', NULL, 8, 'CH', 'GBP', 99, '2026-03-01T10:00:00Z'),
                    (5, 'C1001', 'CANCELLATION', 1, 7, 'CH', 'GBP', -12.95, '2026-03-02T09:00:00Z'),
                    (6, '1000', 'ORDER', NULL, 7, 'CH', 'GBP', 500, '2026-02-28T23:59:59.999999Z'),
                    (7, '1006', 'ORDER', NULL, 7, 'CH', 'EUR', 7.00, '2026-03-01T11:00:00Z');
                INSERT INTO order_line (order_id, line, item_id, quantity, unit_price) VALUES
                    (1, 1, 1, 2, 12.95), (1, 2, 2, 3, 0.10),
                    (2, 1, 1, 77, 12.95), (2, 2, 2, 31, 0.10),
                    (3, 1, 1, 1, 500), (4, 1, 3, 1, 99), (5, 1, 1, -1, 12.95), (6, 1, 1, 1, 500), (7, 1, 2, 1, 7.00);
                UPDATE purchase_order SET total = 77 * 12.95 + 31 * 0.10 WHERE id = 2;
                """);
    }

    private byte[] pdf(Report report) throws Exception {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Connection connection = database.dataSource().getConnection()) {
            SalesPdf.write(
                    Sales.of(connection, report), report, "Café Zürich 漢", NOW, out, () -> {});
        }
        return out.toByteArray();
    }

    private static List<String> lines(byte[] pdf) throws Exception {
        try (PDDocument document = Loader.loadPDF(pdf)) {
            PDFTextStripper text = new PDFTextStripper();
            text.setSortByPosition(true);
            return text.getText(document).lines().map(String::strip).toList();
        }
    }

    /// 26.20 + 1,000.25 − 12.95 = 1,013.50; 77 × 12.95 = 997.15, 31 × 0.10 = 3.10; units 5 + 108 −
    /// 1.
    @Test
    void thePdfHasTheSumsOfTheRangeAndNothingElse() throws Exception {
        fill();
        List<String> lines = lines(pdf(report("2026-03-01", "2026-03-02")));
        assertThat(lines)
                .contains("Sales of Café Zürich ?")
                .anyMatch(line ->
                        line.startsWith(
                                "2026-03-01 to 2026-03-02, days in UTC. Made 2026-03-05 08:30"))
                .contains("GBP 2 1 112 1,013.50")
                .contains("EUR 1 0 1 7.00")
                .anyMatch(line -> line.endsWith("evenue in GBP by day"))
                .contains("2026-03-01 EUR 1 0 1 7.00")
                .contains("2026-03-01 GBP 1 0 5 26.20")
                .contains("2026-03-02 GBP 1 1 107 987.30")
                .contains("A-1 Blue kettle 78 1,010.10 GBP")
                .contains("=B-2 =HYPERLINK(\"x\"), \"quoted\" 34 3.40 GBP")
                .contains("=B-2 =HYPERLINK(\"x\"), \"quoted\" 1 7.00 EUR")
                .contains("2026-03-01 00:00 1001 order 5 26.20 GBP")
                .contains("2026-03-02 09:00 C1001 cancellation -1 -12.95 GBP")
                .contains("2026-03-02 23:59 1002 order 108 1,000.25 GBP")
                .contains("Page 1");
        assertThat(String.join("\n", lines))
                .doesNotContain("1003")
                .doesNotContain("1004")
                .doesNotContain("500.00");
    }

    @Test
    void aReportOfNothingSaysSo() throws Exception {
        fill();
        assertThat(lines(pdf(report("2020-01-01", "2020-01-31"))))
                .contains("Nothing was sold in these days.");
    }

    @Test
    void theCsvHasEveryLineExactlyAndNoFormula() throws Exception {
        fill();
        Report report = report("2026-03-01", "2026-03-02");
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (Connection connection = database.dataSource().getConnection()) {
            SalesCsv.write(Sales.of(connection, report), out, () -> {});
        }
        List<NamedCsvRecord> rows =
                CsvReader.builder().ofNamedCsvRecord(out.toString(StandardCharsets.UTF_8)).stream()
                        .toList();
        assertThat(rows).hasSize(6);
        assertThat(
                        rows.stream()
                                .map(row -> new BigDecimal(row.getField("amount")))
                                .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualByComparingTo("1020.50");
        assertThat(rows.get(1).getFields())
                .containsExactly(
                        "2026-03-01T00:00:00Z",
                        "1001",
                        "ORDER",
                        "2",
                        "2",
                        "'=B-2",
                        "'=HYPERLINK(\"x\"), \"quoted\"",
                        "3",
                        "0.10",
                        "0.30",
                        "GBP");
        assertThat(rows.stream().mapToInt(row -> Integer.parseInt(row.getField("quantity"))).sum())
                .isEqualTo(113);
    }

    /// 60,000 orders make some 1,300 pages; what is kept meanwhile must not grow with them.
    @Test
    void aLargeReportStreams() throws Exception {
        fill();
        execute(
                """
                INSERT INTO purchase_order (id, number, kind, merchant_id, country, currency, total, placed_at)
                SELECT 1000 + n, 'L' || n, 'ORDER', 7, 'CH', 'GBP', 12.95, '2025-01-01T00:00:00Z'::timestamptz + n * interval '8 minutes'
                FROM generate_series(1, 60000) AS n;
                INSERT INTO order_line (order_id, line, item_id, quantity, unit_price)
                SELECT 1000 + n, 1, 1, 1, 12.95 FROM generate_series(1, 60000) AS n;
                ANALYZE purchase_order, order_line;
                """);
        Report report = report("2025-01-01", "2025-12-31");
        AtomicLong bytes = new AtomicLong();
        AtomicLong atFirstRows = new AtomicLong(-1);
        AtomicLong asked = new AtomicLong();
        OutputStream counting =
                new OutputStream() {
                    @Override
                    public void write(int b) {
                        bytes.incrementAndGet();
                    }

                    @Override
                    public void write(byte[] content, int offset, int length) {
                        bytes.addAndGet(length);
                    }
                };
        try (Connection connection = database.dataSource().getConnection()) {
            SalesPdf.write(
                    Sales.of(connection, report),
                    report,
                    "Seven",
                    NOW,
                    counting,
                    () -> {
                        if (asked.incrementAndGet() == 100) {
                            atFirstRows.set(bytes.get());
                        }
                    });
        }
        assertThat(asked.get()).isGreaterThan(500);
        assertThat(atFirstRows.get())
                .as("written after 10,000 rows")
                .isGreaterThan(bytes.get() / 12);
    }
}
