package io.headroom.marketplace.catalog;

import io.headroom.cache.Invalidation;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells of a change that is committed: first the caches, so that no node serves what was before,
/// then the listeners. Whatever fails here, the write is done and stays done.
final class Announcements {

    private static final Logger log = LoggerFactory.getLogger(Announcements.class);

    /// How long a write waits for every node to have forgotten what was before: longer than the
    /// coherence lease, past which a node that does not answer uses nothing it has not asked for.
    private static final Duration AWAIT = Duration.ofSeconds(5);

    private final CatalogCaches caches;
    private final Supplier<List<CatalogListener>> listeners;

    /// @param listeners asked at each change, so that listeners may themselves need the catalogue
    Announcements(CatalogCaches caches, Supplier<List<CatalogListener>> listeners) {
        this.caches = caches;
        this.listeners = listeners;
    }

    /// To be called after the commit, without a connection in hand: it waits for the other nodes.
    ///
    /// @param changes of one transaction, which are forgotten by one invalidation
    void announce(List<ItemChange> changes) {
        if (changes.isEmpty()) {
            return;
        }
        List<Long> ids = changes.stream().map(ItemChange::id).toList();
        @Nullable Invalidation sent = forget(changes, ids);
        for (CatalogListener listener : listeners.get()) {
            for (long id : ids) {
                tell(listener, id);
            }
        }
        if (sent != null && !isApplied(sent)) {
            log.warn(
                    "items {} are written, but not every node has confirmed within {} s that it"
                            + " forgot what was before; Redis does not answer",
                    ids,
                    AWAIT.toSeconds());
        }
    }

    private static void tell(CatalogListener listener, long id) {
        try {
            listener.changed(id);
        } catch (RuntimeException e) {
            // A copy that missed it catches up by the feed or by its age.
            log.error("a listener failed on the change of item {}", id, e);
        }
    }

    private static boolean isApplied(Invalidation sent) {
        return switch (sent.await(AWAIT)) {
            case Invalidation.Applied _, Invalidation.Local _ -> true;
            case Invalidation.Logged _, Invalidation.Deferred _ -> false;
        };
    }

    private @Nullable Invalidation forget(List<ItemChange> changes, List<Long> ids) {
        try {
            return caches.changed(changes);
        } catch (RuntimeException e) {
            log.error("the caches failed on the change of items {}", ids, e);
            return null;
        }
    }
}
