/// HTTP delivery: pages over a total order of rows whose cost does not grow with their depth.
///
/// A {@link io.headroom.http.Keyset} names the columns of an order and turns the position of a row
/// into the SQL condition for the rows after or before it ("seek method", Markus Winand, *SQL
/// Performance Explained*, ch. 7). A {@link io.headroom.http.SignedCursor} carries that position to
/// the client and back, so that nobody can make up one or use it with another query. Both know SQL
/// only as text: any JDBC access can run it.
///
/// The story starts at {@link io.headroom.http.Keyset#page}.
@NullMarked
package io.headroom.http;

import org.jspecify.annotations.NullMarked;
