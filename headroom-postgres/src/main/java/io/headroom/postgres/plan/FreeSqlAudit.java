package io.headroom.postgres.plan;

/// Is told of every request to explain free SQL, before its answer. Must be safe for many threads.
@FunctionalInterface
public interface FreeSqlAudit {

    /// Takes note.
    ///
    /// @param caller who asked, as the service names its callers
    /// @param maskedSql the text with `?` in the place of constants; cut at 1,000 characters
    /// @param analyze whether an execution was asked for
    /// @param verdict `explained`, `failed`, `refused: …` or `rate limited`
    void asked(String caller, String maskedSql, boolean analyze, String verdict);
}
