package io.headroom.cache;

/// Where a value was found.
public enum Tier {
    /// In this process.
    L1,
    /// In Redis, shared by all nodes.
    L2
}
