package io.headroom.cache.warmup;

import java.time.Duration;
import java.util.Collection;
import java.util.List;

/// Something to warm, in batches.
///
/// @param <K> what is loaded, one by one or in batches
/// @param name unique among the tasks of a warmer; 1 to 60 characters of `[a-z0-9-]`
/// @param urgency where it stands in the order
/// @param every how often it is run by itself; zero, the default, for never
/// @param batch how many keys a call of `load` gets at most, from 1 to 1,000; 50 by default
/// @param keys says what there is to load, when the task is run
/// @param load loads keys into their caches
/// @param caches the names of the caches that it fills, so that it is known what to run for one of
///   them; none by default
public record WarmUpTask<K>(
        String name,
        Urgency urgency,
        Duration every,
        int batch,
        Keys<K> keys,
        Load<K> load,
        List<String> caches) {

    private static final int BATCH = 50;
    private static final int LARGEST_BATCH = 1_000;

    /// Says what there is to load.
    @FunctionalInterface
    public interface Keys<K> {

        /// The keys; of more than [CacheWarmer#MOST_KEYS] the first ones are taken.
        ///
        /// @throws Exception what went wrong; it is tried again
        Collection<K> find() throws Exception;
    }

    /// Loads keys.
    @FunctionalInterface
    public interface Load<K> {

        /// Loads them, those that are cached already at the cost of a look.
        ///
        /// @throws Exception what went wrong; the batch is tried again
        void load(List<K> keys) throws Exception;
    }

    public WarmUpTask {
        caches = List.copyOf(caches);
        if (!name.matches("[a-z0-9-]{1,60}")) {
            throw new IllegalArgumentException(
                    "the name of a warm-up task must be 1 to 60 characters of [a-z0-9-], but is "
                            + name);
        }
        if (every.isNegative()) {
            throw new IllegalArgumentException("every must not be negative, but is " + every);
        }
        if (batch < 1 || batch > LARGEST_BATCH) {
            throw new IllegalArgumentException(
                    "batch must be from 1 to " + LARGEST_BATCH + ", but is " + batch);
        }
    }

    /// One that is run on demand only.
    public static <K> WarmUpTask<K> of(String name, Urgency urgency, Keys<K> keys, Load<K> load) {
        return new WarmUpTask<>(name, urgency, Duration.ZERO, BATCH, keys, load, List.of());
    }

    /// The same, run by itself again and again.
    public WarmUpTask<K> withEvery(Duration interval) {
        return new WarmUpTask<>(name, urgency, interval, batch, keys, load, caches);
    }

    /// The same with other batches.
    public WarmUpTask<K> withBatch(int size) {
        return new WarmUpTask<>(name, urgency, every, size, keys, load, caches);
    }

    /// The same, known to fill caches of these names.
    public WarmUpTask<K> withCaches(String... names) {
        return new WarmUpTask<>(name, urgency, every, batch, keys, load, List.of(names));
    }
}
