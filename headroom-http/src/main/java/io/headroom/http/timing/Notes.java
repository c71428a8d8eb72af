package io.headroom.http.timing;

import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// What the threads of one request note down together, in bounded memory.
final class Notes {

    /// A request that runs more different statements than this shows the first ones.
    private static final int MOST = 64;

    private final Map<String, StatementTime> statements = new HashMap<>(4);
    private final Map<String, CacheReads> caches = new HashMap<>(4);

    synchronized void statement(String sql, long nanos, boolean failed) {
        StatementTime known = statements.get(sql);
        if (known != null) {
            statements.put(sql, known.plus(nanos, failed));
        } else if (statements.size() < MOST) {
            statements.put(sql, new StatementTime(sql, 1, nanos, failed ? 1 : 0));
        }
    }

    synchronized void cacheRead(String cache, int hits, int misses) {
        CacheReads known = caches.get(cache);
        if (known != null) {
            caches.put(cache, known.plus(hits, misses));
        } else if (caches.size() < MOST) {
            caches.put(cache, new CacheReads(cache, hits, misses));
        }
    }

    synchronized List<StatementTime> slowest(int most) {
        return sorted(
                        statements.values(),
                        Comparator.comparingLong(StatementTime::nanos).reversed())
                .stream()
                .limit(most)
                .toList();
    }

    synchronized List<CacheReads> caches() {
        return sorted(caches.values(), Comparator.comparing(CacheReads::cache));
    }

    private static <T> List<T> sorted(Collection<T> values, Comparator<T> order) {
        return values.stream().sorted(order).toList();
    }
}
