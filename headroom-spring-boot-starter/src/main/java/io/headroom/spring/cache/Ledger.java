package io.headroom.spring.cache;

import io.headroom.cache.Cache;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.Invalidation;
import io.headroom.cache.LoadOptions;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.Ordered;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// What one transaction changed, told to the caches when it has committed: each key and tag once. A
/// roll-back forgets it; a commit of unknown outcome invalidates it. Used by the transaction's
/// thread.
final class Ledger implements TransactionSynchronization {

    /// A value to be stored; null for the absence of one.
    record Put(@Nullable Object value, LoadOptions how) {}

    /// The changes of one cache.
    private static final class Changes {
        /// A key without a put is invalidated.
        private final Map<Object, @Nullable Put> keys = new LinkedHashMap<>();

        private final Set<String> globs = new LinkedHashSet<>();
        private boolean all;
    }

    private static final Logger LOG = LoggerFactory.getLogger(Ledger.class);
    private static final int TAGS_AT_ONCE = 1_000;

    private final HeadroomCaches caches;
    private final ReadYourWrites session;
    private final Map<Cache<Object, Object>, Changes> changes = new LinkedHashMap<>();
    private final Set<String> tags = new LinkedHashSet<>();
    private boolean committed;

    private Ledger(HeadroomCaches caches, ReadYourWrites session) {
        this.caches = caches;
        this.session = session;
    }

    /// The ledger of the current transaction, which is made if there is none.
    static Ledger ofTransaction(HeadroomCaches caches, ReadYourWrites session) {
        Ledger ledger = current(caches);
        if (ledger == null) {
            ledger = new Ledger(caches, session);
            TransactionSynchronizationManager.bindResource(caches, ledger);
            TransactionSynchronizationManager.registerSynchronization(ledger);
        }
        return ledger;
    }

    /// The ledger of the current transaction, or null when it has changed nothing yet.
    static @Nullable Ledger current(HeadroomCaches caches) {
        return (Ledger) TransactionSynchronizationManager.getResource(caches);
    }

    /// Whether the changes are committed: from then on there is nothing to wait for.
    boolean isCommitted() {
        return committed;
    }

    void invalidate(Cache<Object, Object> cache, Object key) {
        of(cache).keys.put(key, null);
    }

    void put(Cache<Object, Object> cache, Object key, Put put) {
        of(cache).keys.put(key, put);
    }

    /// Globs are told before puts, so a value that was put before must not follow.
    void invalidateMatching(Cache<Object, Object> cache, String glob) {
        Changes changed = of(cache);
        changed.globs.add(glob);
        changed.keys.replaceAll((_, _) -> null);
    }

    void clear(Cache<Object, Object> cache) {
        Changes changed = of(cache);
        changed.all = true;
        changed.globs.clear();
        changed.keys.clear();
    }

    void invalidateTags(List<String> more) {
        tags.addAll(more);
    }

    private Changes of(Cache<Object, Object> cache) {
        return changes.computeIfAbsent(cache, _ -> new Changes());
    }

    /// Whether what the cache has of a key may be older than what the transaction did. Which
    /// entries a tag or a pattern names is not known here, so it is answered for more than it hits.
    boolean touches(Cache<?, ?> cache, Object key) {
        if (!tags.isEmpty()) {
            return true;
        }
        Changes changed = changes.get(cache);
        return changed != null
                && (changed.all || !changed.globs.isEmpty() || changed.keys.containsKey(key));
    }

    /// First of all that waits for the commit, so that the others find the caches told.
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    public void suspend() {
        TransactionSynchronizationManager.unbindResource(caches);
    }

    @Override
    public void resume() {
        TransactionSynchronizationManager.bindResource(caches, this);
    }

    /// What is put may have been undone with the savepoint; what is invalidated too often does no
    /// harm.
    @Override
    public void savepointRollback(Object savepoint) {
        forgetValues();
    }

    private void forgetValues() {
        changes.values().forEach(changed -> changed.keys.replaceAll((_, _) -> null));
    }

    @Override
    public void afterCommit() {
        committed = true;
        tell();
    }

    @Override
    public void afterCompletion(int status) {
        TransactionSynchronizationManager.unbindResourceIfPossible(caches);
        if (status == STATUS_UNKNOWN) {
            forgetValues();
        }
        // Also what was noted first while others were told of the commit.
        if (status != STATUS_ROLLED_BACK) {
            committed = true;
            tell();
        }
    }

    private void tell() {
        Map<Cache<Object, Object>, Changes> told = new HashMap<>(changes);
        changes.clear();
        told.forEach(this::tell);
        List<String> all = new ArrayList<>(tags);
        tags.clear();
        for (int i = 0; i < all.size(); i += TAGS_AT_ONCE) {
            List<String> some = all.subList(i, Math.min(all.size(), i + TAGS_AT_ONCE));
            tell("tags", some, () -> caches.invalidateTags(some));
        }
    }

    private void tell(Cache<Object, Object> cache, Changes changed) {
        String name = cache.options().name();
        if (changed.all) {
            tell(name, "all", cache::clear);
        }
        changed.globs.forEach(glob -> tell(name, glob, () -> cache.invalidateMatching(glob)));
        List<Object> gone = new ArrayList<>();
        changed.keys.forEach((key, put) -> {
            if (put == null) {
                gone.add(key);
            } else {
                tell(name, key, () -> stored(cache, key, put));
            }
        });
        if (!gone.isEmpty()) {
            tell(name, gone, () -> cache.invalidateAll(gone));
        }
    }

    /// Stores what a put says, as a write that voids what others are loading.
    static Invalidation stored(Cache<Object, Object> cache, Object key, Put put) {
        Object value = put.value();
        if (value != null) {
            return cache.put(key, value, put.how());
        }
        Invalidation outcome = cache.invalidate(key);
        if (put.how().negativeTtl().isPositive()) {
            try (var reservation = cache.reserve(key)) {
                if (!reservation.isPresent()) {
                    var _ = reservation.store(null, put.how());
                }
            }
        }
        return outcome;
    }

    /// The transaction has committed: no failure here may look like one of it.
    private void tell(String cache, Object what, Supplier<Invalidation> call) {
        try {
            session.note(call.get());
        } catch (RuntimeException e) {
            LOG.error(
                    "A committed change was not told to cache {}, which may serve the old value of"
                            + " {} up to its TTL",
                    cache,
                    what,
                    e);
        }
    }
}
