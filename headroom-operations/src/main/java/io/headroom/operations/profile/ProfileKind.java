package io.headroom.operations.profile;

import java.util.Locale;

/// What a profile is of.
public enum ProfileKind {
    /// Where threads use the processor: samples every 10 ms of processor time on Linux
    /// (`jdk.CPUTimeSample`, JEP 509), of running threads elsewhere.
    CPU,

    /// Where objects are allocated, by bytes.
    ALLOC,

    /// Where threads wait for monitors and locks, by time; waits above 1 ms.
    LOCK;

    /// The kind of a name, as `cpu`.
    ///
    /// @throws IllegalArgumentException for another one; the message names those that exist
    public static ProfileKind of(String name) {
        for (ProfileKind kind : values()) {
            if (kind.label().equals(name)) {
                return kind;
            }
        }
        throw new IllegalArgumentException("kind must be cpu, alloc or lock");
    }

    /// The name in calls.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
