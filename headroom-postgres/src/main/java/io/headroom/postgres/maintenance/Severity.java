package io.headroom.postgres.maintenance;

/// How urgent a finding is, the least first.
public enum Severity {
    /// Something could be better; nothing gets worse.
    ADVICE,
    /// It costs already, or will before long.
    WARNING,
    /// Left alone it stops the service.
    CRITICAL
}
