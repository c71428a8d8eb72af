/// A watch over a HikariCP pool: how full it is, how long its callers wait, who holds each
/// connection and where it was borrowed, what leaks, and how the pool came through when the
/// database went away.
///
/// The pool does the pooling; this only looks. Borrows are told by
/// [io.headroom.postgres.jdbc.ObservedDataSource], the server's side by
/// [io.headroom.postgres.session.SessionWatch].
///
/// The story starts at [io.headroom.postgres.pool.DatabaseWatch#tick].
@NullMarked
package io.headroom.postgres.pool;

import org.jspecify.annotations.NullMarked;
