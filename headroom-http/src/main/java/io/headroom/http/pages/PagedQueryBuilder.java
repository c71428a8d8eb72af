package io.headroom.http.pages;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Declares a [PagedQuery]. All SQL is the program's own text. For one thread.
public final class PagedQueryBuilder {

    private static final int DEFAULT_LIMIT = 24;
    private static final int DEFAULT_MAX_LIMIT = 100;
    private static final int DEFAULT_MAX_SORT_FIELDS = 3;

    private final String name;
    private final Map<String, String> filters = new LinkedHashMap<>();
    private final Map<String, SortField> sorts = new LinkedHashMap<>();
    private final List<SortField> unique = new ArrayList<>();
    private @Nullable String query;
    private @Nullable SignedCursor cursors;
    private String defaultSort = "";
    private int maxSortFields = DEFAULT_MAX_SORT_FIELDS;
    private int limit = DEFAULT_LIMIT;
    private int maxLimit = DEFAULT_MAX_LIMIT;
    private long maxSkippedRows;
    private Counting counting = Counting.exact();

    PagedQueryBuilder(String name) {
        this.name = Names.require("name of a query", name);
    }

    /// The query: any SELECT, also with WITH, UNION or GROUP BY, with parameters as `:name` and
    /// without ORDER BY and LIMIT. Its columns need different names; whatever is sorted, filtered
    /// or asked for by `fields` must be among them. An operator with a question mark is written
    /// `??`, which every JDBC access understands.
    ///
    /// Only what PostgreSQL can merge with a condition from outside is as cheap at any depth: joins
    /// and conditions are, grouping and DISTINCT are computed as a whole for each page.
    public PagedQueryBuilder select(String sql) {
        query = sql;
        return this;
    }

    /// A condition for when an argument of its name is given ([PageRequest#with]). One that does
    /// not use its own name as parameter is a switch: its argument is a boolean, and it holds for
    /// true.
    ///
    /// @param argument the name, as `maxPrice`
    /// @param condition over the columns of the query, as `price <= :maxPrice`
    public PagedQueryBuilder filter(String argument, String condition) {
        if (filters.put(Names.require("name of a filter", argument), condition) != null) {
            throw new IllegalArgumentException("filter " + argument + " is declared twice");
        }
        return this;
    }

    /// What callers may sort by.
    public PagedQueryBuilder sorts(SortField... fields) {
        for (SortField field : fields) {
            if (sorts.put(field.name(), field) != null) {
                throw new IllegalArgumentException(
                        "sort field " + field.name() + " is declared twice");
            }
        }
        return this;
    }

    /// A column that tells any two rows apart, to end every order; repeated for several that do so
    /// together. It takes the direction of the key before it, so that one index on both serves both
    /// directions.
    public PagedQueryBuilder unique(String expression, SortKey.Type type) {
        unique.add(SortField.of("unique" + unique.size(), expression, type));
        return this;
    }

    /// The order when nothing else is asked, as `-created` or `price,-name`; by default that of the
    /// unique column alone.
    public PagedQueryBuilder defaultSort(String order) {
        defaultSort = order;
        return this;
    }

    /// How many fields callers may combine in `sort`; 3 by default. Each combination needs an index
    /// of its own to be cheap.
    public PagedQueryBuilder maxSortFields(int fields) {
        maxSortFields = fields;
        return this;
    }

    /// The size of a page when nothing else is asked and the largest one; 24 and 100 by default.
    public PagedQueryBuilder limits(int byDefault, int largest) {
        limit = byDefault;
        maxLimit = largest;
        return this;
    }

    /// Offers pages by number. The database reads and throws away the rows before such a page, so
    /// there is a bound on them.
    ///
    /// @param rows how many rows may be skipped; 0, the default, offers none
    public PagedQueryBuilder offsetPages(long rows) {
        maxSkippedRows = rows;
        return this;
    }

    /// How totals are counted; [Counting#exact] by default.
    public PagedQueryBuilder counting(Counting rule) {
        counting = rule;
        return this;
    }

    /// What signs the cursors; the same on every node.
    public PagedQueryBuilder signedBy(SignedCursor signer) {
        cursors = signer;
        return this;
    }

    /// The query with its rows as what a reader makes of them. Callers get all of each row:
    /// `fields` is refused.
    ///
    /// @throws IllegalArgumentException naming what is missing or does not fit
    public <T> PagedQuery<T> rows(RowReader<T> reader) {
        return new PagedQuery<>(definition(), new RowShape.Whole<>(reader));
    }

    /// The query with its rows as fields by name, in the order of declaration or, where callers
    /// choose by `fields`, in theirs. A field without a value is left out.
    ///
    /// @throws IllegalArgumentException naming what is missing or does not fit
    public PagedQuery<Map<String, Object>> fields(RowField... fields) {
        return new PagedQuery<>(definition(), RowShape.Fields.of(fields));
    }

    /// The same with columns that are called as their fields.
    public PagedQuery<Map<String, Object>> fields(String... names) {
        return fields(Arrays.stream(names).map(RowField::of).toArray(RowField[]::new));
    }

    private PagedQueryDefinition definition() {
        if (query == null) {
            throw new IllegalArgumentException(name + " needs a query: call select");
        }
        if (cursors == null) {
            throw new IllegalArgumentException(
                    name + " needs what signs its cursors: call signedBy");
        }
        return new PagedQueryDefinition(
                name,
                QueryArguments.of(name, query, filters),
                sorts,
                unique,
                defaultSort.isEmpty() ? List.of() : SortOrder.list(defaultSort),
                maxSortFields,
                limit,
                maxLimit,
                maxSkippedRows,
                counting,
                cursors);
    }
}
