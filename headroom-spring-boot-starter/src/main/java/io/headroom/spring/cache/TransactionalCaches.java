package io.headroom.spring.cache;

import io.headroom.cache.Cache;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.Invalidation;
import io.headroom.cache.Loader;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/// Changes caches when the current Spring transaction has committed, and never when it is rolled
/// back; outside a transaction at once. A bean of every service; safe for use by many threads.
///
/// ```java
/// @Transactional
/// void rename(long id, String title) {
///     repository.rename(id, title);
///     transactional.invalidate(items, id);
/// }
/// ```
///
/// The invalidations of a transaction are merged, one round trip for the keys of a cache, and run
/// after the commit, before other synchronizations of the transaction. If one fails then, it is
/// logged, and the committed call goes on. When the outcome of a commit is unknown, they run. The
/// connection is given back after them, so `await-applied` of a cache holds it for that long.
///
/// What a transaction changed it reads past the caches until it ends, by [#getOrLoad] and by the
/// annotations, and what it reads there is stored nowhere. What the annotated methods read inside a
/// transaction that may write is not stored in any case, since it may not be committed; let
/// transactions that only read say so (`readOnly = true`).
public final class TransactionalCaches {

    private final HeadroomCaches caches;
    private final ReadYourWrites session;

    TransactionalCaches(HeadroomCaches caches, ReadYourWrites session) {
        this.caches = caches;
        this.session = session;
    }

    /// Invalidates a key.
    public <K> void invalidate(Cache<K, ?> cache, K key) {
        Cache<Object, Object> untyped = untyped(cache);
        run(ledger -> ledger.invalidate(untyped, key), () -> untyped.invalidate(key));
    }

    /// Invalidates keys.
    public <K> void invalidateAll(Cache<K, ?> cache, Collection<? extends K> keys) {
        Cache<Object, Object> untyped = untyped(cache);
        List<Object> copy = List.copyOf(keys);
        run(
                ledger -> copy.forEach(key -> ledger.invalidate(untyped, key)),
                () -> untyped.invalidateAll(copy));
    }

    /// Invalidates what a glob matches; see [Cache#invalidateMatching].
    public void invalidateMatching(Cache<?, ?> cache, String glob) {
        Cache<Object, Object> untyped = untyped(cache);
        run(
                ledger -> ledger.invalidateMatching(untyped, glob),
                () -> untyped.invalidateMatching(glob));
    }

    /// Invalidates all keys of a cache.
    public void clear(Cache<?, ?> cache) {
        Cache<Object, Object> untyped = untyped(cache);
        run(ledger -> ledger.clear(untyped), untyped::clear);
    }

    /// Invalidates what was stored under the tags, in all caches.
    public void invalidateTags(Collection<String> tags) {
        List<String> copy = List.copyOf(tags);
        if (!copy.isEmpty()) {
            run(ledger -> ledger.invalidateTags(copy), () -> caches.invalidateTags(copy));
        }
    }

    /// Short for [#invalidateTags(Collection)].
    public void invalidateTags(String... tags) {
        invalidateTags(List.of(tags));
    }

    /// Stores a value. Two transactions that put the same key may do so in another order than they
    /// committed; where that matters, invalidate instead.
    public <K, V> void put(Cache<K, V> cache, K key, V value) {
        put(untyped(cache), key, new Ledger.Put(value, cache.options().loading()));
    }

    void put(Cache<Object, Object> cache, Object key, Ledger.Put put) {
        run(ledger -> ledger.put(cache, key, put), () -> Ledger.stored(cache, key, put));
    }

    /// As [Cache#getOrLoad]; but what the current transaction has changed is asked of the loader,
    /// on this thread and so inside the transaction, and stored nowhere.
    public <K, V> @Nullable V getOrLoad(Cache<K, V> cache, K key, Loader<K, V> loader) {
        if (!changed(cache, key)) {
            return cache.getOrLoad(key, loader, session.in(cache.options().loading()));
        }
        try {
            return loader.load(key);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            throw new IllegalStateException(
                    "Loading key '%s' of cache '%s' past the cache failed: %s"
                            .formatted(key, cache.options().name(), e),
                    e);
        }
    }

    /// Whether the current transaction has changed what the cache may have of a key.
    boolean changed(Cache<?, ?> cache, Object key) {
        Ledger ledger = inTransaction() ? Ledger.current(caches) : null;
        return ledger != null && ledger.touches(cache, key);
    }

    /// Whether this thread is inside a transaction.
    boolean inTransaction() {
        return TransactionSynchronizationManager.isActualTransactionActive()
                && TransactionSynchronizationManager.isSynchronizationActive();
    }

    /// Whether what this thread reads from the source of truth now may be shared. Not inside a
    /// transaction that writes, since it may read what it has not committed; nor inside one that
    /// reads a snapshot, since that may be older than an invalidation that came before. Where the
    /// isolation is left to the database, it is taken to be read committed, as PostgreSQL's is.
    boolean mayShare() {
        if (!inTransaction()) {
            return true;
        }
        Integer isolation = TransactionSynchronizationManager.getCurrentTransactionIsolationLevel();
        return TransactionSynchronizationManager.isCurrentTransactionReadOnly()
                && (isolation == null
                        || isolation == TransactionDefinition.ISOLATION_READ_COMMITTED);
    }

    private void run(Consumer<Ledger> later, Supplier<Invalidation> now) {
        Ledger ledger = inTransaction() ? Ledger.ofTransaction(caches, session) : null;
        if (ledger == null || ledger.isCommitted()) {
            session.note(now.get());
        } else {
            later.accept(ledger);
        }
    }

    @SuppressWarnings("unchecked") // the types were checked by the caller's signature
    private static Cache<Object, Object> untyped(Cache<?, ?> cache) {
        return (Cache<Object, Object>) cache;
    }
}
