package io.headroom.postgres.plan;

/// Something in a plan that costs more than it had to.
///
/// @param kind what is wrong
/// @param node where: the node's type and relation, such as `Seq Scan on orders`
/// @param evidence the figures that say so
/// @param advice what to do about it
public record PlanWarning(Kind kind, String node, String evidence, String advice) {

    /// What may be wrong with a plan.
    public enum Kind {
        /// A large table is read from end to end.
        SEQUENTIAL_SCAN,
        /// The rows that came are ten times more or fewer than those that were planned for.
        BAD_ESTIMATE,
        /// Many outer rows each make the inner side run again.
        NESTED_LOOP,
        /// A sort or hash does not fit into `work_mem` and goes through temporary files.
        SPILL,
        /// Nine of ten rows that were read are thrown away.
        FILTER_DISCARDS,
        /// A condition computes with a column, so that a plain index on it cannot be used.
        FUNCTION_ON_COLUMN,
        /// The planner guesses, since a table was never analysed or has changed much since.
        MISSING_STATISTICS
    }
}
