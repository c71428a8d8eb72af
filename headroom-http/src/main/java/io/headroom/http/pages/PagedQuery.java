package io.headroom.http.pages;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/// A query whose rows are read page by page: any SELECT with named parameters.
///
/// ```java
/// PagedQuery<Product> products =
///         PagedQuery.named("products")
///                 .select("SELECT id, name, price, rating FROM product WHERE merchant_id = :merchant")
///                 .filter("maxPrice", "price <= :maxPrice")
///                 .sorts(SortField.of("price", DECIMAL), SortField.of("rating", DOUBLE).nullsLast())
///                 .unique("id", LONG)
///                 .defaultSort("-price")
///                 .signedBy(cursors)
///                 .rows(row -> new Product(row.getLong("id"), row.getString("name")));
///
/// Page<Product> page =
///         products.page(
///                 products.request(parameters::get).with("merchant", 17),
///                 SqlRunner.on(dataSource));
/// ```
///
/// What callers send chooses from what the program declared and is bound as a parameter; none of it
/// becomes text of a statement.
///
/// Immutable, safe for use by many threads; made once, when the program starts.
///
/// @param <T> what a row becomes
public final class PagedQuery<T> {

    private final PagedQueryDefinition definition;
    private final RowShape<T> rows;

    PagedQuery(PagedQueryDefinition definition, RowShape<T> rows) {
        this.definition = definition;
        this.rows = rows;
    }

    /// Starts the declaration of a query.
    ///
    /// @param name what its cursors name; no other query has it. Cursors are refused once it
    ///   changes
    public static PagedQueryBuilder named(String name) {
        return new PagedQueryBuilder(name);
    }

    /// Reads `sort`, `fields`, `limit`, `cursor`, `page` and `total`. Whatever else there is, is
    /// none of its business.
    ///
    /// @param parameters gives the text of a query parameter, null when absent:
    ///   `request::getParameter` of a servlet, `map::get`
    /// @throws InvalidPageRequestException with everything that is wrong
    public PageRequest request(Function<String, @Nullable String> parameters) {
        return new PageParameters(parameters).read(definition, rows.fields());
    }

    /// The statements of one page, after the request was checked.
    ///
    /// @throws InvalidPageRequestException when it asks for what this query does not offer, or its
    ///   cursor is another query's or was changed
    /// @throws IllegalArgumentException when a parameter of the query has no value, or a value was
    ///   given for none
    public PageRead<T> read(PageRequest request) {
        return PageRead.of(definition, rows, request);
    }

    /// Reads one page: one statement, and one more for a total that does not follow from it.
    ///
    /// @throws InvalidPageRequestException and IllegalArgumentException as [#read] says
    public Page<T> page(PageRequest request, SqlRunner runner) {
        return read(request).run(runner);
    }

    /// What a request's page is part of: the same text for the same query, order and arguments,
    /// whatever limit, cursor and fields. It is what cursors name, and begins a good key for
    /// caching.
    ///
    /// @throws InvalidPageRequestException when the order is not offered
    public String identity(PageRequest request) {
        return definition.identity(definition.keyset(request.sort()), request.arguments());
    }
}
