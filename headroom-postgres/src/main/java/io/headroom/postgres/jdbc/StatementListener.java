package io.headroom.postgres.jdbc;

/// Is told of every statement that was executed through an [ObservedDataSource], failed ones
/// included. Called on the thread that ran it, before the caller goes on: it must be quick, safe
/// for many threads, and must not throw.
@FunctionalInterface
public interface StatementListener {

    /// Takes note of an execution. The object must not be kept: what it shows belongs to a
    /// statement that the caller goes on using.
    void executed(Execution execution);
}
