package io.headroom.cache;

import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// A reservation on an unboarded flight: whoever holds it is its loader.
final class Reserved<K, V> implements Reservation<V> {

    private final Loading<K, V> loading;
    private final SharedTier<K, V> l2;
    private final Flight<K, V> flight;
    private final LongSupplier nanos;
    private final SharedTier.AutoRenewal renewal;
    private @Nullable L2Token token;
    private boolean ended;

    /// Holds the fill lease, or null when there is none to be had.
    Reserved(
            Loading<K, V> loading,
            SharedTier<K, V> l2,
            Flight<K, V> flight,
            @Nullable L2Token token,
            LongSupplier nanos) {
        this.loading = loading;
        this.l2 = l2;
        this.flight = flight;
        this.token = token;
        this.nanos = nanos;
        renewal = token == null ? Loading.NO_RENEWAL : l2.renewing(token);
    }

    static <V> Reservation<V> present(Lookup<V> found) {
        return new Reservation<>() {
            @Override
            public @Nullable V present() {
                return found.value();
            }

            @Override
            public boolean isPresent() {
                return true;
            }

            @Override
            public boolean store(@Nullable V value, LoadOptions how) {
                return false;
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }

    @Override
    public @Nullable V present() {
        return null;
    }

    @Override
    public boolean isPresent() {
        return false;
    }

    @Override
    public boolean store(@Nullable V value, LoadOptions how) {
        if (ended) {
            return false;
        }
        ended = true;
        renewal.close();
        long took = nanos.getAsLong() - flight.beganNanos;
        return loading.keep(flight, Loaded.of(value), how, token, took)
                        instanceof Lookup.Loaded<V>(V _, var ttl, boolean _)
                && !ttl.isZero();
    }

    @Override
    public void close() {
        if (!ended) {
            ended = true;
            renewal.close();
            if (token != null) {
                l2.release(token);
            }
        }
    }
}
