package io.headroom.spring.operations;

import io.headroom.cache.CacheStatistics;
import io.headroom.cache.HeadroomCaches;
import io.headroom.operations.history.FigureSource;
import io.headroom.operations.history.Figures;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// `cache.*`: shares over the last minute, of all caches and of each; not told for fewer than 100
/// reads. For one thread.
final class CacheFigures implements FigureSource {

    private static final int MINUTE = 60;
    private static final int FEW = 100;

    private final HeadroomCaches caches;
    private final Map<String, Deque<Totals>> before = new HashMap<>();

    private record Totals(long reads, long hits, long evictions, long loads) {

        static final Totals NONE = new Totals(0, 0, 0, 0);

        static Totals of(CacheStatistics cache) {
            return new Totals(
                    cache.l1().hits() + cache.l1().misses(),
                    cache.l1().hits() + cache.l2().hits(),
                    cache.l1().evictions(),
                    cache.loads().succeeded() + cache.loads().failed());
        }

        Totals plus(Totals other) {
            return new Totals(
                    reads + other.reads,
                    hits + other.hits,
                    evictions + other.evictions,
                    loads + other.loads);
        }
    }

    CacheFigures(HeadroomCaches caches) {
        this.caches = caches;
    }

    @Override
    public void read(Figures to) {
        Totals all = Totals.NONE;
        Set<String> names = new HashSet<>();
        for (CacheStatistics cache : caches.statistics()) {
            Totals totals = Totals.of(cache);
            all = all.plus(totals);
            names.add(cache.name());
            Totals then = aMinuteAgo(cache.name(), totals);
            to.gauge("cache.hit_ratio." + cache.name(), hitRatio(then, totals));
            to.gauge("cache.bytes." + cache.name(), (double) cache.l1().bytes());
        }
        before.keySet().removeIf(name -> !name.isEmpty() && !names.contains(name));
        Totals then = aMinuteAgo("", all);
        to.gauge("cache.hit_ratio", hitRatio(then, all));
        to.gauge("cache.eviction_ratio", ratio(then, all, all.evictions() - then.evictions()));
        to.counter("cache.reads_per_second", (double) all.reads());
        to.counter("cache.loads_per_second", (double) all.loads());
        to.counter("cache.evictions_per_second", (double) all.evictions());
    }

    private Totals aMinuteAgo(String cache, Totals now) {
        Deque<Totals> past = before.computeIfAbsent(cache, _ -> new ArrayDeque<>());
        past.addLast(now);
        if (past.size() > MINUTE + 1) {
            past.removeFirst();
        }
        return past.getFirst();
    }

    private static double hitRatio(Totals then, Totals now) {
        return ratio(then, now, now.hits() - then.hits());
    }

    private static double ratio(Totals then, Totals now, long part) {
        long reads = now.reads() - then.reads();
        return reads < FEW ? Double.NaN : Math.clamp((double) part / reads, 0, 1);
    }
}
