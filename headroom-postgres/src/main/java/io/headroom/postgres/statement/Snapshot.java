package io.headroom.postgres.statement;

import java.time.Instant;
import java.util.List;

/// What `pg_stat_statements` held at one moment.
///
/// @param rows of this database
/// @param resetAt when all was reset last; [Instant#MIN] where the server does not tell (before 14)
/// @param evictions how often an entry made place for another since then; 0 where it does not tell
record Snapshot(List<Counters> rows, Instant resetAt, long evictions) {}
