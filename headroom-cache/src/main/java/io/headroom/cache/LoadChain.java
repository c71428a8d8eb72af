package io.headroom.cache;

import java.util.Collection;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/// The loads that the current thread works for, through loaders that ask caches: asking for one of
/// their keys could only wait for itself.
///
/// @param flights what is being loaded
/// @param outer on whose behalf, null for a caller's own request
record LoadChain(Collection<? extends Flight<?, ?>> flights, @Nullable LoadChain outer) {

    private static final ScopedValue<LoadChain> CURRENT = ScopedValue.newInstance();

    static @Nullable LoadChain current() {
        return CURRENT.isBound() ? CURRENT.get() : null;
    }

    /// Runs a loader as a part of this chain.
    <T> T call(Callable<T> loader) throws Exception {
        return ScopedValue.where(CURRENT, this).call(loader::call);
    }

    @SuppressWarnings("ReferenceEquality") // a cache is itself alone
    static void refuse(Cache<?, ?> cache, Object key) {
        for (LoadChain chain = current(); chain != null; chain = chain.outer) {
            for (Flight<?, ?> flight : chain.flights) {
                if (flight.cache == cache && flight.key.equals(key)) {
                    throw new ReentrantLoadException(
                            "The loader of key '"
                                    + key
                                    + "' of cache '"
                                    + cache.options().name()
                                    + "' asked for the same key, which it is loading itself");
                }
            }
        }
    }
}
