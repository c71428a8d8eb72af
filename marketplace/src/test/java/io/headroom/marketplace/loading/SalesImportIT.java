package io.headroom.marketplace.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SalesImportIT {

    private static final Path ONLINE_RETAIL =
            Path.of("../../shared/data/online-retail/online-retail.csv.gz");

    private final Path folder;
    private final Shop shop;

    SalesImportIT(@TempDir Path folder) {
        this.folder = folder;
        this.shop = new Shop(folder);
    }

    private Path sample() throws IOException {
        Path file = folder.resolve("sales.csv");
        try (InputStream in =
                Objects.requireNonNull(SalesImportIT.class.getResourceAsStream("sales.csv"))) {
            Files.write(file, in.readAllBytes());
        }
        return file;
    }

    @AfterEach
    void drop() {
        shop.close();
    }

    @Test
    void everyKindOfDirtIsTakenMendedOrRefusedWithItsReason() throws Exception {
        LoadSummary summary = shop.load(sample().toString());

        assertThat(summary.read()).isEqualTo(28);
        assertThat(summary.taken()).isEqualTo(6);
        assertThat(summary.mended()).isEqualTo(5);
        assertThat(summary.refused()).isEqualTo(17);
        assertThat(summary.mends())
                .containsOnly(
                        Map.entry("no customer; taken as a guest's", 1L),
                        Map.entry("spaces around a value removed", 1L),
                        Map.entry("stock code written in capitals", 1L),
                        Map.entry("no usable description; the item's other lines name it", 1L),
                        Map.entry(
                                "another time than the invoice's first line; the first stands", 1L),
                        Map.entry("unit price rounded to two decimals", 1L),
                        Map.entry("no country; taken as Unspecified", 1L),
                        Map.entry("not UTF-8; read as Windows-1252", 1L));
        assertThat(summary.refusals())
                .containsOnly(
                        Map.entry("no item of the shop: postage", 1L),
                        Map.entry("no item of the shop: gift voucher", 1L),
                        Map.entry("stock movement: neither price nor customer", 2L),
                        Map.entry("negative quantity outside a cancellation", 1L),
                        Map.entry("cancellation with a positive quantity", 1L),
                        Map.entry("the quantity is no whole number", 2L),
                        Map.entry("the invoice date is no date", 1L),
                        Map.entry("the unit price is no amount", 1L),
                        Map.entry("negative unit price", 1L),
                        Map.entry("nothing sold: the quantity is 0", 1L),
                        Map.entry("no invoice number", 1L),
                        Map.entry("no stock code", 1L),
                        Map.entry("fewer fields than the header", 1L),
                        Map.entry("more fields than the header", 1L),
                        Map.entry("empty line", 1L));
        assertThat(Files.readAllLines(Objects.requireNonNull(summary.refusedFile())))
                .hasSize(18)
                .startsWith("line,reason,content")
                .contains(
                        "12,\"no item of the shop: postage\",\"536365,POST,POSTAGE,1,2010-12-01"
                                + " 08:26:00,18.00,17850.0,United Kingdom\"");
        assertThat(summary.asOf()).isEqualTo(Instant.parse("2011-07-04T11:00:00Z"));
        assertThat(shop.isCurrent(sample().toString())).isTrue();
    }

    @Test
    void itemsOrdersAndCancellationsAreWhatTheLinesTell() throws Exception {
        LoadSummary summary = shop.load(sample().toString());

        assertThat(shop.ask("SELECT name_en FROM item WHERE sku = '85123A'"))
                .isEqualTo("White Hanging Heart T-Light Holder");
        assertThat(shop.ask("SELECT name_en FROM item WHERE sku = '47566'"))
                .isEqualTo("Café Bunting");
        assertThat(shop.ask("SELECT price FROM item WHERE sku = '85123A'")).isEqualTo("2.55");
        assertThat(shop.ask("SELECT active FROM item WHERE sku = '22423'")).isEqualTo("f");
        assertThat(shop.ask("SELECT customer_id FROM purchase_order WHERE number = '536366'"))
                .isEqualTo("null");
        assertThat(shop.ask("SELECT reference FROM customer ORDER BY id LIMIT 1"))
                .isEqualTo("17850");
        // British summer time.
        assertThat(
                        shop.ask(
                                """
                                SELECT placed_at AT TIME ZONE 'UTC' FROM purchase_order
                                WHERE number = '536367'
                                """))
                .isEqualTo("2011-06-30 23:30:00");
        // The same line twice in an invoice was sold twice.
        assertThat(
                        shop.ask(
                                """
                                SELECT count(*) || ' ' || sum(quantity) FROM order_line l
                                JOIN purchase_order o ON o.id = l.order_id WHERE o.number = '536367'
                                """))
                .isEqualTo("3 5");
        assertThat(shop.ask("SELECT total FROM purchase_order WHERE number = 'C536370'"))
                .isEqualTo("-5.10");
        assertThat(
                        shop.ask(
                                """
                                SELECT o.number FROM purchase_order c
                                JOIN purchase_order o ON o.id = c.cancels_id
                                WHERE c.number = 'C536370'
                                """))
                .isEqualTo("536367");
        assertThat(summary.cancellations()).isEqualTo(2);
        assertThat(summary.cancellationsMatched()).isEqualTo(1);
        assertThat(
                        shop.ask(
                                """
                                SELECT orders || ' ' || units || ' ' || revenue FROM item_daily d
                                JOIN item i ON i.id = d.item_id
                                WHERE sku = '85123A' AND day = '2011-06-30'
                                """))
                .isEqualTo("1 3 9.65");
    }

    @Test
    void numberingGoesOnAfterTheLoadAndForeignKeysStand() throws Exception {
        shop.load(sample().toString());
        assertThat(shop.ask("INSERT INTO brand (slug, name) VALUES ('n', 'N') RETURNING id"))
                .isEqualTo("1");
        assertThat(
                        shop.ask(
                                """
                                INSERT INTO customer (reference, country) VALUES ('n', 'Spain')
                                RETURNING id
                                """))
                .isEqualTo("3");
        try (Shop untouched = new Shop(folder)) {
            assertThat(
                            shop.ask(
                                    """
                                    SELECT count(*) FROM pg_constraint
                                    WHERE contype = 'f' AND convalidated
                                    """))
                    .isEqualTo(
                            untouched.ask(
                                    "SELECT count(*) FROM pg_constraint WHERE contype = 'f'"));
        }
    }

    @Test
    void theRealDataComesInWhole() throws Exception {
        assumeTrue(
                Files.exists(ONLINE_RETAIL),
                "skipped: the data set Online Retail is not at ../shared/data/online-retail");
        long started = System.nanoTime();
        LoadSummary summary = shop.load(ONLINE_RETAIL.toString());
        Duration taken = Duration.ofNanos(System.nanoTime() - started);

        assertThat(summary.read()).isEqualTo(479_083);
        assertThat(summary.taken() + summary.mended() + summary.refused())
                .isEqualTo(summary.read());
        assertThat(Files.readAllLines(Objects.requireNonNull(summary.refusedFile())))
                .hasSize((int) summary.refused() + 1);
        assertThat(Long.valueOf(shop.ask("SELECT count(*) FROM order_line")))
                .isEqualTo(summary.taken() + summary.mended());
        assertThat(shop.ask("SELECT count(*) FROM item WHERE name_en LIKE 'Item %'"))
                .isEqualTo("0");
        assertThat(summary.cancellationsMatched()).isGreaterThan(2_500);
        assertThat(summary.asOf()).isEqualTo(Instant.parse("2011-11-17T20:01:00Z"));
        assertThat(taken).isLessThan(Duration.ofSeconds(60));
    }

    @Test
    void gzipIsKnownByItsBytesAndNotByItsName() throws Exception {
        Path packed = folder.resolve("packed.csv");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(Files.readAllBytes(sample()));
        }
        assertThat(shop.load(packed.toString()).read()).isEqualTo(28);
    }

    @Test
    void jsonLinesOfSalesAreSalesToo() throws IOException, SQLException {
        Path file = folder.resolve("sales.jsonl");
        Files.writeString(
                file,
                """
                {"invoice_no":"1","stockCode":"71053","description":"WHITE METAL LANTERN","quantity":6,"invoiceDate":"2010-12-01T08:26:00","unitPrice":3.39,"customerID":17850,"country":"Spain"}
                """,
                StandardCharsets.UTF_8);
        assertThat(shop.load(file.toString()).taken()).isEqualTo(1);
        assertThat(shop.ask("SELECT total FROM purchase_order")).isEqualTo("20.34");
    }
}
