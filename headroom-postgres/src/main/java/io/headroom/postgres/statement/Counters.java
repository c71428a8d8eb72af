package io.headroom.postgres.statement;

import java.time.Instant;

/// One row of `pg_stat_statements`: sums since `since`.
///
/// @param key role and nesting: rows of one statement are counted apart by them
/// @param since from when it counts; [Instant#MIN] where the server does not tell (before 17)
record Counters(
        String queryId,
        Key key,
        double calls,
        double millis,
        double maxMillis,
        double rows,
        double blocksRead,
        double tempBlocks,
        Instant since) {

    record Key(String queryId, long role, boolean topLevel) {}

    /// What was added since the earlier row. Everything, when counting began anew meanwhile: the
    /// time since when it counts has changed, or a sum has become less.
    Counters since(Counters earlier) {
        boolean anew =
                !since.equals(earlier.since) || calls < earlier.calls || millis < earlier.millis;
        return anew
                ? this
                : new Counters(
                        queryId,
                        key,
                        calls - earlier.calls,
                        millis - earlier.millis,
                        maxMillis > earlier.maxMillis ? maxMillis : 0,
                        rows - earlier.rows,
                        Math.max(blocksRead - earlier.blocksRead, 0),
                        Math.max(tempBlocks - earlier.tempBlocks, 0),
                        since);
    }
}
