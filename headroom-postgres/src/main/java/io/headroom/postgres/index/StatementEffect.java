package io.headroom.postgres.index;

/// One statement that is watched during an index change.
///
/// @param queryId its `pg_stat_statements.queryid`
/// @param sql its text, without values
/// @param role why it is looked at
/// @param base the counters when the present window began
/// @param before what it did in the window before the build
/// @param after what it did in the window after the build, so far
/// @param sampledMillisBefore the sum of the medians of its sampled runs before; NaN when there
///   were none
/// @param sampledMillisAfter the same with the index
/// @param usesIndex whether the planner chose the index for one of its samples
/// @param verdict what came of it; UNKNOWN until the end
public record StatementEffect(
        String queryId,
        String sql,
        Role role,
        StatementFigures base,
        StatementFigures before,
        StatementFigures after,
        double sampledMillisBefore,
        double sampledMillisAfter,
        boolean usesIndex,
        Verdict verdict) {

    /// Why a statement is looked at.
    public enum Role {
        /// The index was proposed for it.
        INTENDED,
        /// It names the table: writes, which have the index to keep, and reads whose plan may turn.
        TOUCHING,
        /// It does not name the table; its times tell how the whole machine changed meanwhile.
        CONTROL
    }

    static StatementEffect of(String queryId, String sql, Role role) {
        return new StatementEffect(
                queryId,
                sql,
                role,
                StatementFigures.NONE,
                StatementFigures.NONE,
                StatementFigures.NONE,
                Double.NaN,
                Double.NaN,
                false,
                Verdict.UNKNOWN);
    }

    StatementEffect withBase(StatementFigures counters) {
        return with(counters, before, StatementFigures.NONE, verdict);
    }

    StatementEffect withBefore(StatementFigures figures) {
        return with(base, figures, after, verdict);
    }

    StatementEffect withAfter(StatementFigures figures) {
        return with(base, before, figures, verdict);
    }

    StatementEffect withVerdict(Verdict newVerdict) {
        return with(base, before, after, newVerdict);
    }

    StatementEffect withSampledBefore(double millis) {
        return new StatementEffect(
                queryId, sql, role, base, before, after, millis, Double.NaN, false, verdict);
    }

    StatementEffect withSampledAfter(double millis, boolean chosen) {
        return new StatementEffect(
                queryId,
                sql,
                role,
                base,
                before,
                after,
                sampledMillisBefore,
                millis,
                chosen,
                verdict);
    }

    private StatementEffect with(
            StatementFigures newBase,
            StatementFigures newBefore,
            StatementFigures newAfter,
            Verdict newVerdict) {
        return new StatementEffect(
                queryId,
                sql,
                role,
                newBase,
                newBefore,
                newAfter,
                sampledMillisBefore,
                sampledMillisAfter,
                usesIndex,
                newVerdict);
    }
}
