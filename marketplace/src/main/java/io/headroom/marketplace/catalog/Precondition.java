package io.headroom.marketplace.catalog;

import java.util.Set;

/// Which version of an item a write is meant for.
public sealed interface Precondition {

    /// Whichever there is: the last write wins.
    record None() implements Precondition {}

    /// One of these.
    record VersionIn(Set<Integer> versions) implements Precondition {}

    /// Whether the write is meant for the given version.
    default boolean holds(int version) {
        return switch (this) {
            case None() -> true;
            case VersionIn(Set<Integer> versions) -> versions.contains(version);
        };
    }
}
