package io.headroom.benchmarks.pages;

import io.headroom.benchmarks.Options;
import io.headroom.embedded.EmbeddedPostgres;
import io.headroom.embedded.PostgresOptions;
import io.headroom.http.pages.PageRequest;
import io.headroom.http.pages.PagedQuery;
import io.headroom.http.pages.SignedCursor;
import io.headroom.http.pages.SortField;
import io.headroom.http.pages.SortKey;
import io.headroom.http.pages.SqlRunner;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.LongSupplier;

/// `./headroom bench pages`: pages of 24 rows at several depths, each by cursor and by OFFSET.
///
/// The ways and depths take turns in every round, so that whatever else the machine does meets all
/// of them alike. A page is read as a service reads it: the whole of [PagedQuery#page] by plain
/// JDBC on one connection, on the machine of the database.
public final class PageDepth {

    private static final String USAGE =
            """
            Usage: ./headroom bench pages [--rows N] [--rounds N] [--out FILE]

              --rows    rows of the table, at least 10000; default 2000000
              --rounds  how often all pages take their turn; default 5
              --out     where the table goes; default benchmarks/target/pages.md
            """;

    private static final int LIMIT = 24;
    private static final int LEAST_ROWS = 10_000;
    private static final List<Integer> DEPTHS = List.of(1, 1_000, 100_000, 1_000_000);
    private static final List<String> SORTS = List.of("-created", "-rating,price");
    private static final long TURN_NANOS = Duration.ofMillis(700).toNanos();
    private static final int LEAST_READS = 2;
    private static final int MOST_READS = 400;

    private final PagedQuery<Map<String, Object>> products;
    private final SqlRunner runner;
    private final LongSupplier nanoTime;

    /// A page by both ways.
    private record Row(String sort, int depth, Cell cursor, Cell offset) {}

    private PageDepth(int rows, SqlRunner runner, LongSupplier nanoTime) {
        this.runner = runner;
        this.nanoTime = nanoTime;
        products =
                PagedQuery.named("products")
                        .select("SELECT id, name, price, rating, created_at FROM product")
                        .sorts(
                                SortField.of("created", "created_at", SortKey.Type.TIMESTAMP),
                                SortField.of("price", SortKey.Type.DECIMAL),
                                SortField.of("rating", SortKey.Type.DECIMAL).nullsLast())
                        .unique("id", SortKey.Type.LONG)
                        .offsetPages(rows)
                        .signedBy(new SignedCursor(new byte[32]))
                        .fields("id", "name", "price", "rating", "created_at");
    }

    /// Measures.
    ///
    /// @param arguments see `--help`
    public static void main(String[] arguments) throws Exception {
        Options options =
                Options.of(
                        USAGE,
                        Map.of(
                                "--rows", "2000000",
                                "--rounds", "5",
                                "--out", "benchmarks/target/pages.md"),
                        arguments);
        Path out = options.path("--out");
        String table = measure(options.number("--rows", LEAST_ROWS), options.number("--rounds", 1));
        Path folder = out.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        Files.writeString(out, table);
        System.out.println(table);
    }

    private static String measure(int rows, int rounds) throws SQLException {
        try (EmbeddedPostgres server = EmbeddedPostgres.start(PostgresOptions.temporary());
                Connection connection = server.dataSource().getConnection()) {
            System.err.println("filling a table with " + rows + " rows");
            ProductTable.make(connection, rows);
            PageDepth depth = new PageDepth(rows, SqlRunner.on(connection), System::nanoTime);
            return depth.table(depth.measured(rows, rounds), rows, rounds);
        }
    }

    private List<Row> measured(int rows, int rounds) {
        List<Row> all = new ArrayList<>();
        for (String sort : SORTS) {
            DEPTHS.stream()
                    .filter(depth -> depth <= rows / 2)
                    .forEach(depth -> all.add(row(sort, depth)));
        }
        for (int round = 0; round <= rounds; round++) {
            System.err.println(round == 0 ? "warming up" : "round " + round + " of " + rounds);
            for (Row row : all) {
                row.cursor().measure(TURN_NANOS, LEAST_READS, MOST_READS, round > 0);
                row.offset().measure(TURN_NANOS, LEAST_READS, MOST_READS, round > 0);
            }
        }
        return all;
    }

    /// The page that has the row of a depth, by both ways.
    private Row row(String sort, int depth) {
        PageRequest first = PageRequest.first().sortedBy(sort).withLimit(LIMIT);
        int number = (depth - 1) / LIMIT + 1;
        PageRequest byOffset = number == 1 ? first : first.atPage(number);
        PageRequest byCursor =
                number == 1
                        ? first
                        : first.at(products.page(first.atPage(number - 1), runner).page().next());
        Row row =
                new Row(
                        sort,
                        depth,
                        new Cell(products, byCursor, runner, nanoTime),
                        new Cell(products, byOffset, runner, nanoTime));
        if (!row.cursor().read().items().equals(row.offset().read().items())) {
            throw new IllegalStateException("both ways must give the same page: " + row);
        }
        return row;
    }

    private String table(List<Row> rows, int size, int rounds) {
        StringBuilder text = new StringBuilder();
        text.append(
                String.format(
                        Locale.ROOT,
                        "Pages of %d of %,d rows, %d interleaved rounds; milliseconds.%n%n",
                        LIMIT,
                        size,
                        rounds));
        text.append(
                """
                | sort | depth | cursor: median | p99 | times depth 1 | buffers | OFFSET: median | p99 | buffers | OFFSET / cursor | reads |
                |---|--:|--:|--:|--:|--:|--:|--:|--:|--:|--:|
                """);
        for (Row row : rows) {
            double first =
                    rows.stream()
                            .filter(other -> other.sort().equals(row.sort()))
                            .findFirst()
                            .orElseThrow()
                            .cursor()
                            .millis(0.5);
            text.append(
                    String.format(
                            Locale.ROOT,
                            "| `%s` | %,d | %.2f | %.2f | %.2f | %,d | %.2f | %.2f | %,d | %.1f | %,d, %,d |%n",
                            row.sort(),
                            row.depth(),
                            row.cursor().millis(0.5),
                            row.cursor().millis(0.99),
                            row.cursor().millis(0.5) / first,
                            row.cursor().buffers(),
                            row.offset().millis(0.5),
                            row.offset().millis(0.99),
                            row.offset().buffers(),
                            row.offset().millis(0.5) / row.cursor().millis(0.5),
                            row.cursor().count(),
                            row.offset().count()));
        }
        return text.toString();
    }
}
