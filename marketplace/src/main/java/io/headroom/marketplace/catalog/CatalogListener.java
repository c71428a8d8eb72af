package io.headroom.marketplace.catalog;

/// Hears of every item written through [Catalog]: a cache that drops its copy, an index that renews
/// its document.
///
/// Called after the commit, in the writer's thread, before the write returns. A listener that
/// throws does not undo the write nor keep the other listeners from hearing of it.
@FunctionalInterface
public interface CatalogListener {

    /// The item was created, replaced or deleted.
    void changed(long itemId);
}
