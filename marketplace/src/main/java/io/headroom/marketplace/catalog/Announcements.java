package io.headroom.marketplace.catalog;

import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Tells the listeners of a change once its transaction is committed, and of nothing that is rolled
/// back.
final class Announcements {

    private static final Logger log = LoggerFactory.getLogger(Announcements.class);

    private final LongConsumer first;
    private final Supplier<List<CatalogListener>> listeners;

    /// @param first is told before all listeners, who may then read what it dropped
    /// @param listeners asked at each change, so that listeners may themselves need the catalogue
    Announcements(LongConsumer first, Supplier<List<CatalogListener>> listeners) {
        this.first = first;
        this.listeners = listeners;
    }

    /// To be called within the transaction that writes the item.
    void afterCommit(long itemId) {
        TransactionSynchronizationManager.registerSynchronization(
                new TransactionSynchronization() {
                    @Override
                    public void afterCommit() {
                        announce(itemId);
                    }
                });
    }

    private void announce(long itemId) {
        first.accept(itemId);
        for (CatalogListener listener : listeners.get()) {
            try {
                listener.changed(itemId);
            } catch (RuntimeException e) {
                // The write is done; a copy that missed it catches up by the feed or by its age.
                log.error("a listener failed on the change of item {}", itemId, e);
            }
        }
    }
}
