/// Pages over a total order of rows whose cost does not grow with their depth.
///
/// A {@link io.headroom.http.pages.PagedQuery} is a query with what callers may choose: order,
/// fields, size, filters. It writes the statement of a page, has any JDBC access run it through a
/// {@link io.headroom.http.pages.SqlRunner}, and gives the page with signed cursors to its
/// neighbours. It runs the statements itself because a page is more than its rows: what is read
/// beside them (sort values, one row more, a total) and what is made of them must fit the
/// statement.
///
/// Below it a {@link io.headroom.http.pages.Keyset} turns the position of a row into index ranges
/// ("seek method", Markus Winand, *SQL Performance Explained*, ch. 7), and a {@link
/// io.headroom.http.pages.SignedCursor} carries that position to the client and back, so that
/// nobody can make up one or use it with another query.
///
/// The story starts at {@link io.headroom.http.pages.PagedQuery#page}.
@NullMarked
package io.headroom.http.pages;

import org.jspecify.annotations.NullMarked;
