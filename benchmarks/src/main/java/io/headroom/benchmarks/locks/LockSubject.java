package io.headroom.benchmarks.locks;

/// A system that locks. Safe for use by many threads.
interface LockSubject extends AutoCloseable {

    /// Takes the lock, runs, and gives it back.
    void locked(String name, Runnable work) throws Exception;

    @Override
    void close();
}
