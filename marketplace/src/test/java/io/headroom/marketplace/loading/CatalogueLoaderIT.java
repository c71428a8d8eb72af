package io.headroom.marketplace.loading;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CatalogueLoaderIT {

    private static final String SALES_HEADER =
            "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country\n";
    private static final String SALES_LINE =
            "1,71053,WHITE METAL LANTERN,6,2010-12-01 08:26:00,3.39,17850,Spain\n";

    private final Path folder;
    private final Shop shop;

    CatalogueLoaderIT(@TempDir Path folder) {
        this.folder = folder;
        this.shop = new Shop(folder);
    }

    @AfterEach
    void drop() {
        shop.close();
    }

    private String file(String name, byte[] content) {
        try {
            return Files.write(folder.resolve(name), content).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String file(String name, String content) {
        return file(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private void refuses(String source, String... message) throws Exception {
        String old = file("old.csv", SALES_HEADER + SALES_LINE);
        shop.load(old);
        assertThatThrownBy(() -> shop.load(source))
                .isInstanceOf(CatalogueLoadException.class)
                .hasMessageContainingAll((CharSequence[]) message);
        assertThat(shop.ask("SELECT name_en FROM item")).isEqualTo("White Metal Lantern");
        assertThat(shop.ask("SELECT count(*) FROM order_line")).isEqualTo("1");
        assertThat(shop.isCurrent(old)).isTrue();
        try (var files = Files.list(folder)) {
            assertThat(files).noneMatch(path -> path.toString().endsWith(".part"));
        }
    }

    @Test
    void theDemoComesInWholeAndIsKnownAgain() throws Exception {
        assertThat(shop.isCurrent(CatalogueLoader.DEMO)).isFalse();
        LoadSummary summary = shop.load(CatalogueLoader.DEMO);
        assertThat(shop.isCurrent(CatalogueLoader.DEMO)).isTrue();
        assertThat(shop.ask("SELECT count(*) FROM item")).isEqualTo("22000");
        assertThat(summary.rows())
                .containsEntry("item", 22_000L)
                .hasEntrySatisfying("item_daily", rows -> assertThat(rows).isPositive());
        assertThat(
                        shop.ask(
                                """
                                SELECT count(*) FROM purchase_order o JOIN purchase_order c
                                  ON c.cancels_id = o.id WHERE c.placed_at < o.placed_at
                                """))
                .isEqualTo("0");
        assertThat(
                        shop.ask(
                                """
                                SELECT count(*) FROM order_line l
                                JOIN purchase_order o ON o.id = l.order_id
                                JOIN item i ON i.id = l.item_id
                                WHERE i.merchant_id <> o.merchant_id
                                """))
                .isEqualTo("0");
        assertThat(
                        shop.ask(
                                """
                                SELECT count(*) FROM (
                                    SELECT a.item_id, b.item_id FROM order_line a
                                    JOIN order_line b
                                      ON b.order_id = a.order_id AND b.item_id > a.item_id
                                    GROUP BY 1, 2 HAVING count(*) >= 3) pairs
                                """))
                .satisfies(pairs -> assertThat(Integer.parseInt(pairs)).isGreaterThan(500));
        assertThat(shop.printed()).contains("Making the demo's items");
    }

    @Test
    void aFileReplacesTheCatalogueBeforeIt() throws Exception {
        shop.load(file("a.csv", SALES_HEADER + SALES_LINE));
        String second = file("b.csv", SALES_HEADER + SALES_LINE.replace("LANTERN", "CANDLE"));
        shop.load(second);
        assertThat(shop.ask("SELECT string_agg(name_en, ',') FROM item"))
                .isEqualTo("White Metal Candle");
        assertThat(shop.ask("SELECT id FROM item")).isEqualTo("1");
        assertThat(shop.isCurrent(second)).isTrue();
        Files.writeString(Path.of(second), SALES_HEADER + SALES_LINE);
        assertThat(shop.isCurrent(second)).isFalse();
    }

    @Test
    void recordsOfItemsAreTakenMendedOrRefused() throws Exception {
        LoadSummary summary;
        try (InputStream in =
                Objects.requireNonNull(
                        CatalogueLoaderIT.class.getResourceAsStream("items.jsonl"))) {
            summary = shop.load(file("items.jsonl", in.readAllBytes()));
        }
        assertThat(summary.read()).isEqualTo(12);
        assertThat(summary.taken()).isEqualTo(1);
        assertThat(summary.mended()).isEqualTo(3);
        assertThat(summary.refusals())
                .containsOnly(
                        Map.entry("the merchant's sku stands on an earlier line already", 1L),
                        Map.entry("name must have 1 to 200 characters", 1L),
                        Map.entry("sku must have 1 to 64 characters", 1L),
                        Map.entry("price must be an amount of at least 0", 1L),
                        Map.entry("currency must be a code of ISO 4217", 1L),
                        Map.entry("no valid JSON", 1L),
                        Map.entry("no JSON object", 1L),
                        Map.entry("empty line", 1L));
        assertThat(shop.ask("SELECT name_es || ', ' || description_es FROM item WHERE id = 1"))
                .isEqualTo("Taza azul, Una taza.");
        assertThat(shop.ask("SELECT price || currency || stock FROM item WHERE sku = 'A-2'"))
                .isEqualTo("10.00EUR7");
        assertThat(
                        shop.ask(
                                """
                                SELECT c.slug FROM item i JOIN category c ON c.id = i.category3_id
                                WHERE sku = 'A-2'
                                """))
                .isEqualTo("mugs");
        assertThat(shop.ask("SELECT images::text || active FROM item WHERE NOT active"))
                .isEqualTo("{/pictures/mug-blue-1.svg}false");
        assertThat(shop.ask("SELECT images[1] FROM item WHERE sku = 'A-3'"))
                .startsWith("/pictures/lantern-white-");
        assertThat(summary.asOf()).isNull();
    }

    @Test
    void aTruncatedGzipLeavesTheOldCatalogue() throws Exception {
        Path packed = folder.resolve("whole.gz");
        try (GZIPOutputStream out = new GZIPOutputStream(Files.newOutputStream(packed))) {
            out.write(SALES_HEADER.getBytes(StandardCharsets.UTF_8));
            for (int i = 0; i < 50_000; i++) {
                out.write(
                        "%d,C%d,WHITE ITEM %d,6,2010-12-01 08:26:00,3.39,17850,Spain\n"
                                .formatted(i, i, i * 7919 % 100_003)
                                .getBytes(StandardCharsets.UTF_8));
            }
        }
        byte[] bytes = Files.readAllBytes(packed);
        refuses(
                file("cut.csv.gz", Arrays.copyOf(bytes, bytes.length / 2)),
                "cut.csv.gz is broken after line ",
                "truncated");
        refuses(file("stub.csv.gz", Arrays.copyOf(bytes, 5)), "stub.csv.gz", "truncated");
    }

    @Test
    void aQuoteThatDoesNotEndLeavesTheOldCatalogue() throws Exception {
        refuses(
                file(
                        "quote.csv",
                        SALES_HEADER + SALES_LINE + SALES_LINE.replace("WHITE", "\"WHITE")),
                "quote.csv is broken after line 2",
                "quote");
        refuses(
                file(
                        "quotes.csv",
                        SALES_HEADER
                                + SALES_LINE.replace("WHITE", "\"WHITE")
                                + SALES_LINE.repeat(20_000)),
                "quotes.csv is broken after line 1",
                "1 MB");
    }

    @Test
    void aLineBeyondAMegabyteLeavesTheOldCatalogue() throws Exception {
        String wide = "W".repeat(1_100_000);
        refuses(
                file("wide.csv", SALES_HEADER + SALES_LINE.replace("WHITE", wide)),
                "wide.csv is broken after line 1",
                "1 MB");
        refuses(
                file(
                        "wide.jsonl",
                        "{\"sku\":\"1\",\"name\":\"a\",\"price\":1}\n{\"sku\":\"" + wide + "\"}\n"),
                "wide.jsonl is broken at line 2",
                "1 MB");
    }

    @Test
    void whatIsNoSuchFileLeavesTheOldCatalogue() throws Exception {
        refuses(folder.resolve("missing.csv").toString(), "missing.csv does not exist");
        refuses(folder.toString(), "is a folder");
        refuses(file("empty.csv", ""), "empty.csv is empty");
        refuses(file("header.csv", "a,b,c\n1,2,3\n"), "header.csv line 1", "columns");
        refuses(file("only-header.csv", SALES_HEADER), "only-header.csv", "none of its 0 lines");
        refuses(file("array.json", "[{\"sku\":1}]"), "array.json line 1", "JSON Lines");
        refuses(file("archive.csv", new byte[] {'P', 'K', 3, 4, 0}), "ZIP archive");
        refuses(
                file("utf16.csv", ("\uFEFF" + SALES_HEADER).getBytes(StandardCharsets.UTF_16LE)),
                "utf16.csv is UTF-16");
        refuses(
                file("refused.csv", SALES_HEADER + SALES_LINE.replace("71053", "POST")),
                "none of its 1 lines",
                "postage");
    }

    @Test
    void aFailingRefreshLeavesTheOldCatalogue() throws Exception {
        String old = file("old.csv", SALES_HEADER + SALES_LINE);
        shop.load(old);
        assertThatThrownBy(() ->
                        shop.load(
                                CatalogueLoader.DEMO,
                                connection -> {
                                    try (Statement statement = connection.createStatement()) {
                                        statement.execute("SELECT 1 / 0");
                                    }
                                }))
                .isInstanceOf(CatalogueLoadException.class)
                .hasMessageContaining("division by zero");
        assertThat(shop.ask("SELECT name_en FROM item")).isEqualTo("White Metal Lantern");
        assertThat(shop.isCurrent(old)).isTrue();
    }
}
