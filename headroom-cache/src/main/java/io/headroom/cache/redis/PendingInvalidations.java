package io.headroom.cache.redis;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;

/// What Redis did not acknowledge for one cache: keys, and beyond 1,000 of them simply everything.
/// Safe for use by many threads.
final class PendingInvalidations {

    private static final int MOST_KEYS = 1_000;

    private final Set<String> keys = new LinkedHashSet<>();
    private boolean all;

    synchronized void add(String key) {
        if (!all && keys.size() < MOST_KEYS) {
            keys.add(key);
        } else {
            addAll();
        }
    }

    synchronized void addAll() {
        all = true;
        keys.clear();
    }

    synchronized int size() {
        return all ? 1 : keys.size();
    }

    /// Repeats everything until it is done or a repetition fails. A key that is added meanwhile
    /// stays.
    ///
    /// @param one repeats a key's, `every` everything; each returns the problem or nothing
    /// @return the problem or nothing
    String drain(Function<String, String> one, Supplier<String> every) {
        if (takeAll()) {
            String problem = every.get();
            if (!problem.isEmpty()) {
                addAll();
            }
            return problem;
        }
        for (String key : taken()) {
            String problem = one.apply(key);
            if (!problem.isEmpty()) {
                return problem;
            }
            done(key);
        }
        return "";
    }

    private synchronized boolean takeAll() {
        boolean was = all;
        all = false;
        return was;
    }

    private synchronized List<String> taken() {
        return List.copyOf(keys);
    }

    private synchronized void done(String key) {
        keys.remove(key);
    }
}
