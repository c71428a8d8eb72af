package io.headroom.spring.cache;

import io.headroom.cache.Cache;
import io.headroom.cache.LoadOptions;
import io.headroom.cache.Reservation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// One call of an annotated method: holds the [Reservation]s that a miss before the method made for
/// the put after it, which Spring's cache interface does not connect. Bound to the calling thread;
/// calls inside the method are calls of their own. Its end gives back what was not used.
final class Call implements AutoCloseable {

    /// The tags of a value.
    @FunctionalInterface
    interface Tagging {
        List<String> tags(@Nullable Object value);

        static Tagging none() {
            return _ -> List.of();
        }
    }

    private record Slot(Cache<Object, Object> cache, Object key) {}

    private static final ThreadLocal<@Nullable Call> CURRENT = new ThreadLocal<>();

    private final @Nullable Call outer;
    private final Tagging tagging;
    private final Map<Slot, Reservation<Object>> reserved = new HashMap<>();
    private final List<Runnable> atEnd = new ArrayList<>();

    private Call(@Nullable Call outer, Tagging tagging) {
        this.outer = outer;
        this.tagging = tagging;
    }

    static Call begin(Tagging tagging) {
        Call call = new Call(CURRENT.get(), tagging);
        CURRENT.set(call);
        return call;
    }

    /// The call that this thread is in; null outside of any.
    static @Nullable Call current() {
        return CURRENT.get();
    }

    /// The tags of a value of this thread's call.
    static Tagging currentTagging() {
        Call call = CURRENT.get();
        return call == null ? Tagging.none() : call.tagging;
    }

    /// These options with the tags of a value.
    static LoadOptions tagged(LoadOptions options, Tagging tagging, @Nullable Object value) {
        List<String> more = tagging.tags(value);
        if (more.isEmpty()) {
            return options;
        }
        List<String> all = new ArrayList<>(options.tags());
        all.addAll(more);
        return options.withTags(all);
    }

    /// Whether this call, or one around it on this thread, has reserved a key: to reserve it again
    /// would wait for ourselves.
    boolean holds(Cache<Object, Object> cache, Object key) {
        Slot slot = new Slot(cache, key);
        for (Call call = this; call != null; call = call.outer) {
            if (call.reserved.containsKey(slot)) {
                return true;
            }
        }
        return false;
    }

    /// Keeps a reservation for the put that follows.
    void keep(Cache<Object, Object> cache, Object key, Reservation<Object> reservation) {
        Reservation<Object> before = reserved.put(new Slot(cache, key), reservation);
        if (before != null) {
            before.close();
        }
    }

    /// Hands out the reservation of a key; null when there is none, so that a put of it is a write.
    @Nullable Reservation<Object> take(Cache<Object, Object> cache, Object key) {
        return reserved.remove(new Slot(cache, key));
    }

    /// Runs something at the end of the call, however it ends.
    void atEnd(Runnable task) {
        atEnd.add(task);
    }

    @Override
    public void close() {
        if (outer == null) {
            CURRENT.remove();
        } else {
            CURRENT.set(outer);
        }
        reserved.values().forEach(Reservation::close);
        reserved.clear();
        atEnd.forEach(Runnable::run);
    }

    /// What stores nothing: for what was read where it must not be shared.
    static Reservation<Object> storingNothing() {
        return new Reservation<>() {
            @Override
            public @Nullable Object present() {
                return null;
            }

            @Override
            public boolean isPresent() {
                return false;
            }

            @Override
            public boolean store(@Nullable Object value, LoadOptions how) {
                return false;
            }

            @Override
            public void close() {
                // nothing is held
            }
        };
    }
}
