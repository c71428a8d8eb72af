package io.headroom.http.pages;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One page that was asked for, checked and ready to be read. [PagedQuery#read] makes it.
/// Immutable, safe for use by many threads.
///
/// @param <T> what a row becomes
public final class PageRead<T> {

    private static final Pattern PLANNED_ROWS = Pattern.compile("rows=(\\d+)");

    private record Row<T>(T item, List<@Nullable Object> sortValues) {}

    private final PagedQueryDefinition definition;
    private final Keyset keyset;
    private final String identity;
    private final PageSql sql;
    private final RowShape<T> shape;
    private final PageRequest request;
    private final int limit;
    private final @Nullable Position position;

    private PageRead(PagedQueryDefinition definition, RowShape<T> rows, PageRequest request) {
        this.definition = definition;
        this.request = request;
        keyset = definition.keyset(request.sort());
        List<PageProblem> problems = PageRules.problems(definition, rows.fields(), request);
        if (!problems.isEmpty()) {
            throw new InvalidPageRequestException(problems);
        }
        limit = PageRules.limit(definition, request);
        identity = definition.identity(keyset, request.arguments());
        position = position();
        sql = definition.arguments().bind(request.arguments());
        shape = rows;
    }

    static <T> PageRead<T> of(
            PagedQueryDefinition definition, RowShape<T> rows, PageRequest request) {
        return new PageRead<>(definition, rows, request);
    }

    private @Nullable Position position() {
        if (request.cursor() == null) {
            return null;
        }
        return switch (definition.cursors().read(request.cursor(), identity)) {
            case CursorReading.Accepted(Position accepted) -> accepted;
            case CursorReading.Refused(CursorReading.Reason reason) ->
                    throw new InvalidPageRequestException("cursor", reason.text());
        };
    }

    /// The statement that reads the page's rows, and one more to know whether others follow.
    public SqlStatement statement() {
        return sql.page(
                shape.columns(request.fields()),
                keyset,
                position,
                limit + 1,
                PageRules.skipped(request, limit));
    }

    /// The statement that counts all rows as far as the query's [Counting] says. It is run only
    /// when the total is asked for and does not follow from the page.
    public SqlStatement count() {
        return sql.count(definition.counting());
    }

    /// Reads the page.
    ///
    /// @throws IllegalStateException when a sort field that was declared never null is null
    public Page<T> run(SqlRunner runner) {
        SqlStatement statement = statement();
        RowReader<T> reader = shape.reader(request.fields());
        List<Row<T>> rows = new ArrayList<>();
        runner.run(
                statement.text(),
                statement.parameters(),
                row -> rows.add(new Row<>(reader.read(row), sortValues(row))));
        KeysetPage<Row<T>> page = keyset.page(position, rows, limit, Row::sortValues);
        List<Row<T>> items = page.items();
        boolean skippedSome = request.page() > 1 && !items.isEmpty();
        Position previous =
                skippedSome
                        ? new Position(Position.Direction.PREVIOUS, items.getFirst().sortValues())
                        : page.previous();
        Total total = request.total() ? total(page, runner) : Total.NOT_ASKED;
        return new Page<>(
                items.stream().map(Row::item).toList(),
                new PageInfo(
                        limit,
                        page.hasMore(),
                        cursor(page.next()),
                        cursor(previous),
                        total.rows(),
                        total.is()));
    }

    private record Total(@Nullable Long rows, PageInfo.@Nullable TotalIs is) {

        static final Total NOT_ASKED = new Total(null, null);
    }

    private @Nullable String cursor(@Nullable Position place) {
        return place == null ? null : definition.cursors().write(place, identity);
    }

    private List<@Nullable Object> sortValues(ResultSet row) throws SQLException {
        List<@Nullable Object> values = new ArrayList<>();
        for (SortKey key : keyset.keys()) {
            Object value = key.type().read(row, PageSql.KEY_COLUMN + values.size());
            if (value == null && key.nulls() == SortKey.Nulls.NONE) {
                throw new IllegalStateException(
                        definition.name()
                                + " has a row without "
                                + key.expression()
                                + ", which is declared never null; declare where such rows stand,"
                                + " as SortField.nullsLast()");
            }
            values.add(value);
        }
        return values;
    }

    private Total total(KeysetPage<?> page, SqlRunner runner) {
        boolean endsHere = position == null && !page.hasMore();
        long skipped = PageRules.skipped(request, limit);
        if (endsHere && (skipped == 0 || !page.items().isEmpty())) {
            return new Total(skipped + page.items().size(), null);
        }
        Counting counting = definition.counting();
        SqlStatement count = count();
        AtomicLong rows = new AtomicLong();
        runner.run(count.text(), count.parameters(), row -> rows.set(row.getLong(1)));
        if (counting.isExact() || rows.get() <= counting.limit()) {
            return new Total(rows.get(), null);
        }
        return switch (counting.beyond()) {
            case AT_LEAST -> new Total(counting.limit(), PageInfo.TotalIs.AT_LEAST);
            case ESTIMATE ->
                    new Total(
                            Math.max(estimate(runner), counting.limit() + 1),
                            PageInfo.TotalIs.ESTIMATE);
        };
    }

    private long estimate(SqlRunner runner) {
        SqlStatement explain = sql.estimate();
        AtomicReference<String> first = new AtomicReference<>("");
        runner.run(
                explain.text(),
                explain.parameters(),
                row -> first.compareAndSet("", row.getString(1)));
        Matcher rows = PLANNED_ROWS.matcher(first.get());
        if (!rows.find()) {
            throw new IllegalStateException("no number of rows in the plan: " + first.get());
        }
        return Long.parseLong(rows.group(1));
    }
}
