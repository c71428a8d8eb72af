package io.headroom.postgres.maintenance;

/// What can be wrong.
public enum FindingKind {
    /// Autovacuum is switched off, for the server or a table.
    AUTOVACUUM_OFF("autovacuum-off", Topic.VACUUM),
    /// More dead rows than autovacuum's own threshold.
    DEAD_ROWS("dead-rows", Topic.VACUUM),
    /// A table's file is larger than its rows need.
    TABLE_BLOAT("table-bloat", Topic.VACUUM),
    /// A B-tree's file is larger than its entries need.
    INDEX_BLOAT("index-bloat", Topic.VACUUM),
    /// Transaction numbers are older than autovacuum lets them become.
    XID_WRAPAROUND("xid-wraparound", Topic.VACUUM),
    /// The same for the numbers of row locks that several transactions share.
    MULTIXACT_WRAPAROUND("multixact-wraparound", Topic.VACUUM),
    /// A slot, a prepared transaction, a standby or a session keeps dead rows from being removed.
    HELD_HORIZON("held-horizon", Topic.VACUUM),
    /// More rows changed since the last ANALYZE than autovacuum's own threshold.
    STALE_STATISTICS("stale-statistics", Topic.STATISTICS),
    /// A table with rows of which the planner knows nothing.
    NEVER_ANALYSED("never-analysed", Topic.STATISTICS),
    /// What a failed build left behind.
    INVALID_INDEX("invalid-index", Topic.INDEXES),
    /// Another index is the same.
    DUPLICATE_INDEX("duplicate-index", Topic.INDEXES),
    /// The index is the beginning of a wider one.
    REDUNDANT_INDEX("redundant-index", Topic.INDEXES),
    /// Nobody has read the index for long.
    UNUSED_INDEX("unused-index", Topic.INDEXES);

    private final String label;
    private final Topic topic;

    FindingKind(String label, Topic topic) {
        this.label = label;
        this.topic = topic;
    }

    /// The name in answers and metrics: `dead-rows`.
    public String label() {
        return label;
    }

    public Topic topic() {
        return topic;
    }
}
