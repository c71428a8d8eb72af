package io.headroom.spring.operations.finding;

import io.headroom.cache.Cache;
import io.headroom.cache.CacheStatistics;
import io.headroom.cache.HeadroomCaches;
import io.headroom.cache.KeyHeat;
import io.headroom.cache.L1Limit;
import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FactSource;
import io.headroom.operations.history.FigureSource;
import io.headroom.operations.history.Figures;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// What the caches did since the last look, and `cache.load_ratio.NAME`: the loads of a second for
/// each of its reads. Both methods are for one thread each.
final class CacheFacts implements FactSource, FigureSource {

    private final HeadroomCaches caches;
    private final LongSupplier nanoTime;
    private final Map<String, Look> looks = new HashMap<>();
    private final Map<String, long[]> seconds = new HashMap<>();

    private record Look(long nanos, CacheStatistics totals, Map<String, Long> heat) {}

    CacheFacts(HeadroomCaches caches, LongSupplier nanoTime) {
        this.caches = caches;
        this.nanoTime = nanoTime;
    }

    @Override
    public void read(Figures to) {
        for (CacheStatistics cache : caches.statistics()) {
            long reads = cache.l1().hits() + cache.l1().misses();
            long[] before = seconds.put(cache.name(), new long[] {reads, loads(cache)});
            if (before != null && reads > before[0]) {
                to.gauge(
                        "cache.load_ratio." + cache.name(),
                        (double) Math.max(0, loads(cache) - before[1]) / (reads - before[0]));
            }
        }
    }

    private static long loads(CacheStatistics cache) {
        return cache.loads().succeeded() + cache.loads().failed();
    }

    @Override
    public void tell(Consumer<Fact> to) {
        for (Cache<?, ?> cache : caches.all()) {
            String name = cache.options().name();
            Look now = new Look(nanoTime.getAsLong(), cache.statistics(), heat(cache));
            Look before = looks.put(name, now);
            if (before != null && now.nanos() > before.nanos()) {
                to.accept(use(cache, before, now));
            }
        }
    }

    private static Map<String, Long> heat(Cache<?, ?> cache) {
        Map<String, Long> heat = new HashMap<>();
        for (KeyHeat<?> key : List.copyOf(cache.hottest(5))) {
            heat.put(String.valueOf(key.key()), key.reads());
        }
        return heat;
    }

    private static Fact use(Cache<?, ?> cache, Look before, Look now) {
        CacheStatistics then = before.totals();
        CacheStatistics is = now.totals();
        double seconds = (now.nanos() - before.nanos()) / 1e9;
        long reads = is.l1().hits() + is.l1().misses() - then.l1().hits() - then.l1().misses();
        String hottest = "";
        long most = 0;
        for (Map.Entry<String, Long> key : now.heat().entrySet()) {
            Long was = before.heat().get(key.getKey());
            long since = was == null ? 0 : key.getValue() - was;
            if (since > most) {
                most = since;
                hottest = key.getKey();
            }
        }
        L1Limit limit = cache.options().l1();
        boolean inBytes = limit instanceof L1Limit.Weight;
        return new Fact.CacheUse(
                is.name(),
                reads / seconds,
                (is.l1().misses() - then.l1().misses()) / seconds,
                (is.l2().hits() - then.l2().hits()) / seconds,
                (loads(is) - loads(then)) / seconds,
                (is.l1().evictions() - then.l1().evictions()) / seconds,
                (is.l1().expirations() - then.l1().expirations()) / seconds,
                (invalidations(is) - invalidations(then)) / seconds,
                size(limit),
                inBytes,
                inBytes ? is.l1().bytes() : is.l1().entries(),
                loadMillis(then, is),
                (is.loads().collapsed() - then.loads().collapsed()) / seconds,
                cache.options().loading().ttl(),
                hottest,
                reads <= 0 ? 0 : Math.min(1, (double) most / reads));
    }

    private static long invalidations(CacheStatistics cache) {
        return cache.invalidations().local() + cache.invalidations().remote();
    }

    static long size(L1Limit limit) {
        return switch (limit) {
            case L1Limit.Entries(long maximum) -> maximum;
            case L1Limit.Weight(var maximum) -> maximum.count();
        };
    }

    private static double loadMillis(CacheStatistics then, CacheStatistics is) {
        long count = is.loads().time().count() - then.loads().time().count();
        return count <= 0
                ? 0
                : (is.loads().time().total().toNanos() - then.loads().time().total().toNanos())
                        / 1e6
                        / count;
    }
}
