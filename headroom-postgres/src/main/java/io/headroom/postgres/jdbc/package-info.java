/// The one layer between a service and its pool: it sees every borrow, return and statement, and
/// tells whoever listens, on the thread that did it.
///
/// An [io.headroom.postgres.jdbc.ObservedDataSource] wraps the pool. Its connections and statements
/// are hand-written delegates, so a call costs no reflection; what was bound is kept by reference
/// and copied only for a listener that asks. Rows are not looked at: a result set is the driver's
/// own. Nothing is sent to the database.
///
/// The story starts at [io.headroom.postgres.jdbc.ObservedDataSource#getConnection()]; a
/// statement's at [io.headroom.postgres.jdbc.StatementListener].
@NullMarked
package io.headroom.postgres.jdbc;

import org.jspecify.annotations.NullMarked;
