package io.headroom.postgres.session;

/// A session waits for a lock.
///
/// @param pid the waiting process
/// @param relation schema and name of the table or index; empty when the lock is of none
/// @param kind what is locked: `relation`, `tuple`, `transactionid`, `advisory` and so on
/// @param mode the mode it asks for, such as `AccessExclusiveLock`
/// @param seconds how long it waits; on PostgreSQL 13 since its statement began
public record LockWait(int pid, String relation, String kind, String mode, double seconds) {}
