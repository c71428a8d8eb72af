package io.headroom.marketplace.catalog;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// Finds categories by slug in a copy of the tree, so that a filter by category costs no statement
/// of its own.
///
/// The copy is at most 30 s old. A slug that it lacks has it renewed at once, though not more than
/// once a second, so that invented slugs do not become statements. Safe for use by many threads.
final class CategoryDirectory {

    private static final long MAX_AGE_NANOS = Duration.ofSeconds(30).toNanos();
    private static final long MIN_AGE_NANOS = Duration.ofSeconds(1).toNanos();

    private record Snapshot(CategoryTree tree, long takenAtNanos) {}

    private final Supplier<CategoryTree> source;
    private final LongSupplier nanos;
    private volatile Snapshot snapshot;

    /// @param source reads the current tree
    /// @param nanos monotonic time
    CategoryDirectory(Supplier<CategoryTree> source, LongSupplier nanos) {
        this.source = source;
        this.nanos = nanos;
        // Old from the start, so that making a directory needs no database yet.
        this.snapshot =
                new Snapshot(new CategoryTree(List.of()), nanos.getAsLong() - MAX_AGE_NANOS);
    }

    Optional<CategoryTree.Place> find(String slug) {
        Optional<CategoryTree.Place> place = tree(MAX_AGE_NANOS).find(slug);
        return place.isPresent() ? place : tree(MIN_AGE_NANOS).find(slug);
    }

    /// Renews the copy now: the categories were changed.
    void refresh() {
        snapshot = new Snapshot(source.get(), nanos.getAsLong());
    }

    private CategoryTree tree(long maxAgeNanos) {
        if (nanos.getAsLong() - snapshot.takenAtNanos() >= maxAgeNanos) {
            refresh();
        }
        return snapshot.tree();
    }
}
