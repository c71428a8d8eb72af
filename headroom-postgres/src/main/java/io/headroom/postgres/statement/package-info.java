/// What the database's statements cost, who asks for them, and how that changes.
///
/// A [io.headroom.postgres.statement.SeenStatements] listens to the JDBC layer; a
/// [io.headroom.postgres.statement.StatementWatch] reads `pg_stat_statements` in the background and
/// answers from memory. Bound values are kept few, redacted, in memory alone.
///
/// The story starts at [io.headroom.postgres.statement.StatementWatch#collect]; what the index
/// advisor reads of it is a [io.headroom.postgres.statement.Workload].
@NullMarked
package io.headroom.postgres.statement;

import org.jspecify.annotations.NullMarked;
