package io.headroom.marketplace.audit;

/// What a look through the whole log found.
public sealed interface AuditVerdict {

    /// Every entry is as it was written, and none is missing.
    ///
    /// @param entries how many there are
    /// @param seal the last entry's, hexadecimal; empty without entries. Kept elsewhere, it proves
    ///   later that the log still has what it had: [AuditVerifier] takes it as an anchor
    record Intact(long entries, String seal) implements AuditVerdict {}

    /// Somebody changed the log.
    ///
    /// @param entry the number of the first entry that is not as it was written
    /// @param reason what is wrong with it
    record Broken(long entry, String reason) implements AuditVerdict {}
}
