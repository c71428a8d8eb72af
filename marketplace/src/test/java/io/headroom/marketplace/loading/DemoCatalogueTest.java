package io.headroom.marketplace.loading;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class DemoCatalogueTest {

    private static final int FEW = 1_000;

    private static Map<Table, String> write(int items) {
        Map<Table, ByteArrayOutputStream> tables = new EnumMap<>(Table.class);
        new DemoCatalogue(items)
                .write(
                        table -> {
                            ByteArrayOutputStream out = new ByteArrayOutputStream();
                            tables.put(table, out);
                            return new CopyRows(out);
                        },
                        new Progress(
                                new PrintStream(
                                        OutputStream.nullOutputStream(),
                                        false,
                                        StandardCharsets.UTF_8),
                                false,
                                () -> 0));
        Map<Table, String> texts = new EnumMap<>(Table.class);
        tables.forEach((table, out) -> texts.put(table, out.toString(StandardCharsets.UTF_8)));
        return texts;
    }

    private static List<String> column(String table, int index) {
        return table.lines().map(line -> line.split("\t", -1)[index]).toList();
    }

    @Test
    void theSameSeedGivesTheSameBytes() {
        assertThat(write(FEW)).isEqualTo(write(FEW));
    }

    @Test
    void itemsAreManyAndBelievable() {
        Map<Table, String> tables = write(DemoCatalogue.ITEMS);
        String items = tables.getOrDefault(Table.ITEM, "");
        List<String> english = column(items, 7);
        List<String> spanish = column(items, 8);
        assertThat(english).hasSizeGreaterThanOrEqualTo(20_000);
        assertThat(english.stream().distinct().count()).isGreaterThan(english.size() * 99L / 100);
        assertThat(Stream.concat(english.stream(), spanish.stream()))
                .allSatisfy(name -> assertThat(name).hasSizeBetween(8, 120));
        assertThat(Stream.concat(column(items, 9).stream(), column(items, 10).stream()))
                .allSatisfy(text -> assertThat(text).hasSizeBetween(60, 600))
                .noneMatch(text -> text.contains("{") || text.contains("}"));
        assertThat(tables.getOrDefault(Table.BRAND, "").lines().count()).isGreaterThanOrEqualTo(60);
        assertThat(tables.getOrDefault(Table.MERCHANT, "").lines().count())
                .isGreaterThanOrEqualTo(40);
        assertThat(column(tables.getOrDefault(Table.CATEGORY, ""), 2)).contains("1", "2", "3");
        assertThat(tables.getOrDefault(Table.CUSTOMER, "").lines().count()).isEqualTo(5_000);
        assertThat(column(tables.getOrDefault(Table.PURCHASE_ORDER, ""), 2))
                .hasSizeGreaterThan(29_000)
                .contains("CANCELLATION");
    }
}
