package io.headroom.benchmarks.locks;

/// A system that locks. Safe for use by many threads.
interface LockSubject extends AutoCloseable {

    /// What the table calls it.
    String label();

    /// Whether a caller can wait until a lock is free.
    boolean waits();

    /// Takes the lock, runs, and gives it back.
    void locked(String name, Runnable work) throws Exception;

    @Override
    void close();
}
