/// Who does what on the server: statements that run long, transactions that idle, who blocks whom,
/// deadlocks, contention over time, and the end of a session by force, guarded.
///
/// A [io.headroom.postgres.session.SessionWatch] asks `pg_stat_activity` in rounds, over a
/// connection of its own, so that it sees and answers while the pool is exhausted. What it shows is
/// served from memory. What a role may not see is named, never guessed. Sessions end only through
/// [io.headroom.postgres.session.SessionTermination], which by default refuses.
///
/// PostgreSQL 13 to 18; 13 does not know since when a lock is waited for.
///
/// The story starts at [io.headroom.postgres.session.SessionWatch#collect].
@NullMarked
package io.headroom.postgres.session;

import org.jspecify.annotations.NullMarked;
