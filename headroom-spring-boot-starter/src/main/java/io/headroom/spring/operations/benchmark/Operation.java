package io.headroom.spring.operations.benchmark;

import java.util.concurrent.Callable;

/// One thing whose time is measured.
///
/// @param name lower-case words with hyphens, different within the benchmark
/// @param units how many operations a call does, at least 1: a pipeline of a hundred counts as a
///   hundred
/// @param work does it, within milliseconds, and returns what it found, so that no compiler leaves
///   it out; it ends when its thread is interrupted, or within two seconds
public record Operation(String name, int units, Callable<?> work) {

    public Operation {
        if (units < 1) {
            throw new IllegalArgumentException("units must be at least 1, but is " + units);
        }
    }

    /// One whose call does one operation.
    public static Operation of(String name, Callable<?> work) {
        return new Operation(name, 1, work);
    }
}
