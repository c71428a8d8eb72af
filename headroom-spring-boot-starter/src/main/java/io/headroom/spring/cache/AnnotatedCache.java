package io.headroom.spring.cache;

import io.headroom.cache.CacheLoadException;
import io.headroom.cache.LoadOptions;
import io.headroom.cache.LoadTimeoutException;
import io.headroom.cache.Loaded;
import io.headroom.cache.Loader;
import io.headroom.cache.Lookup;
import io.headroom.cache.ReentrantLoadException;
import io.headroom.cache.Reservation;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.springframework.cache.Cache;
import org.springframework.cache.support.SimpleValueWrapper;

/// A cache as Spring's annotations see it. Safe for use by many threads.
///
/// What a `@Cacheable` method found out is stored by the reservation that the miss before it made
/// (see [Call]), so that an invalidation in between wins. With `sync = true` the method is a
/// loader: it runs on a thread of Headroom, once for all who ask, with time-outs and refreshes.
/// Inside a transaction it always runs on the calling thread, and what must not be shared is not
/// stored ([TransactionalCaches#mayShare]).
///
/// An absent value (null) is a hit while `negative-ttl` remembers it; with a `negative-ttl` of
/// zero, the default, it is not stored.
final class AnnotatedCache implements Cache {

    private final io.headroom.cache.Cache<Object, Object> cache;
    private final UnaryOperator<Object> keys;
    private final TransactionalCaches transactions;
    private final ReadYourWrites session;
    private final Executor threads;

    /// @param keys turns the key of an annotation into one of the cache
    /// @param threads where futures are completed
    AnnotatedCache(
            io.headroom.cache.Cache<Object, Object> cache,
            UnaryOperator<Object> keys,
            TransactionalCaches transactions,
            ReadYourWrites session,
            Executor threads) {
        this.cache = cache;
        this.keys = keys;
        this.transactions = transactions;
        this.session = session;
        this.threads = threads;
    }

    @Override
    public String getName() {
        return cache.options().name();
    }

    @Override
    public Object getNativeCache() {
        return cache;
    }

    @Override
    public @Nullable ValueWrapper get(Object key) {
        Object own = keys.apply(key);
        Call call = Call.current();
        if (call == null) {
            return mustPass(own) ? null : found(own);
        }
        if (mustPass(own) || call.holds(cache, own)) {
            call.keep(cache, own, Call.storingNothing());
            return null;
        }
        if (!transactions.mayShare()) {
            ValueWrapper found = found(own);
            if (found == null) {
                call.keep(cache, own, Call.storingNothing());
            }
            return found;
        }
        return foundOrReserved(own, call);
    }

    private @Nullable ValueWrapper foundOrReserved(Object own, Call call) {
        Reservation<Object> reservation = cache.reserve(own);
        if (reservation.isPresent()) {
            try (reservation) {
                return new SimpleValueWrapper(reservation.present());
            }
        }
        call.keep(cache, own, reservation);
        return null;
    }

    /// Whether the caches must not answer: the transaction has changed the key, or the client must
    /// see its own writes.
    private boolean mustPass(Object own) {
        return transactions.changed(cache, own) || !session.token().isEmpty();
    }

    private @Nullable ValueWrapper found(Object own) {
        Lookup<Object> lookup = cache.lookup(own);
        return lookup instanceof Lookup.Missing<Object>
                ? null
                : new SimpleValueWrapper(lookup.value());
    }

    @Override
    public <T> @Nullable T get(Object key, @Nullable Class<T> type) {
        ValueWrapper found = get(key);
        Object value = found == null ? null : found.get();
        if (value != null && type != null && !type.isInstance(value)) {
            throw new IllegalStateException(
                    "The value of key '%s' of cache '%s' is a %s, not a %s"
                            .formatted(key, getName(), value.getClass().getName(), type.getName()));
        }
        return cast(value);
    }

    @Override
    public <T> @Nullable T get(Object key, Callable<T> loader) {
        Object own = keys.apply(key);
        Call.Tagging tagging = Call.currentTagging();
        try {
            return cast(
                    transactions.inTransaction()
                            ? loadedHere(own, loader, tagging)
                            : cache.getOrLoad(own, tagged(loader, tagging), options()));
        } catch (LoadTimeoutException | ReentrantLoadException e) {
            throw e;
        } catch (CacheLoadException e) {
            throw new ValueRetrievalException(key, loader, e.getCause() == null ? e : e.getCause());
        } catch (Exception e) {
            throw new ValueRetrievalException(key, loader, e);
        }
    }

    private static Loader<Object, Object> tagged(Callable<?> loader, Call.Tagging tagging) {
        return Loader.adaptive(_ -> {
            Object value = loader.call();
            return Loaded.of(value).withTags(tagging.tags(value));
        });
    }

    /// Inside a transaction: on this thread.
    private @Nullable Object loadedHere(Object own, Callable<?> loader, Call.Tagging tagging)
            throws Exception {
        if (mustPass(own)) {
            return loader.call();
        }
        if (!transactions.mayShare()) {
            ValueWrapper found = found(own);
            return found == null ? loader.call() : found.get();
        }
        try (Reservation<Object> reservation = cache.reserve(own)) {
            if (reservation.isPresent()) {
                return reservation.present();
            }
            Object value = loader.call();
            var _ = reservation.store(value, Call.tagged(options(), tagging, value));
            return value;
        }
    }

    @Override
    public @Nullable CompletableFuture<?> retrieve(Object key) {
        ValueWrapper found = get(key);
        return found == null ? null : CompletableFuture.completedFuture(found);
    }

    @Override
    public <T> CompletableFuture<T> retrieve(Object key, Supplier<CompletableFuture<T>> loader) {
        Object own = keys.apply(key);
        if (transactions.inTransaction()) {
            ValueWrapper found = mustPass(own) ? null : found(own);
            return found == null
                    ? loader.get()
                    : CompletableFuture.completedFuture(cast(found.get()));
        }
        Call.Tagging tagging = Call.currentTagging();
        LoadOptions options = options();
        return CompletableFuture.supplyAsync(
                () -> cast(cache.getOrLoad(own, tagged(() -> joined(loader), tagging), options)),
                threads);
    }

    private static <T> @Nullable T joined(Supplier<CompletableFuture<T>> loader) throws Exception {
        try {
            return loader.get().join();
        } catch (CompletionException e) {
            throw e.getCause() instanceof Exception cause ? cause : e;
        }
    }

    @Override
    public void put(Object key, @Nullable Object value) {
        Object own = keys.apply(key);
        Call call = Call.current();
        LoadOptions how = Call.tagged(options(), Call.currentTagging(), value);
        Reservation<Object> reservation = call == null ? null : call.take(cache, own);
        if (reservation == null) {
            transactions.put(cache, own, new Ledger.Put(value, how));
            return;
        }
        try (reservation) {
            var _ = reservation.store(value, how);
        }
    }

    @Override
    public @Nullable ValueWrapper putIfAbsent(Object key, @Nullable Object value) {
        Object own = keys.apply(key);
        if (transactions.inTransaction()) {
            ValueWrapper found = mustPass(own) ? null : found(own);
            if (found == null) {
                transactions.put(cache, own, new Ledger.Put(value, options()));
            }
            return found;
        }
        try (Reservation<Object> reservation = cache.reserve(own)) {
            if (reservation.isPresent()) {
                return new SimpleValueWrapper(reservation.present());
            }
            var _ = reservation.store(value, options());
            return null;
        }
    }

    @Override
    public void evict(Object key) {
        transactions.invalidate(cache, keys.apply(key));
    }

    /// Called before a method with `beforeInvocation`, and so again after it: a load in between may
    /// have read what the method was about to change.
    ///
    /// @return false, since nobody looked whether there was a value
    @Override
    public boolean evictIfPresent(Object key) {
        evict(key);
        again(() -> evict(key));
        return false;
    }

    @Override
    public void clear() {
        transactions.clear(cache);
    }

    /// As [#evictIfPresent] for all keys.
    @Override
    public boolean invalidate() {
        clear();
        again(this::clear);
        return false;
    }

    private static void again(Runnable invalidation) {
        Call call = Call.current();
        if (call != null) {
            call.atEnd(invalidation);
        }
    }

    private LoadOptions options() {
        return session.in(cache.options().loading());
    }

    /// Spring's signatures promise a type that only the caller knows.
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    private static <T> @Nullable T cast(@Nullable Object value) {
        return (T) value;
    }
}
