package io.headroom.operations.memory;

import java.lang.management.BufferPoolMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// The watch over the memory of this process, from its making until [#close].
///
/// It listens to [GarbageCollections]. [#round] is to be called every few seconds by one thread;
/// all else is safe for use by many.
public final class MemoryWatch implements AutoCloseable {

    private static final Duration BETWEEN_COLLECTIONS = Duration.ofMinutes(1);

    /// In times of a search: how long after one in vain the next may begin.
    private static final int PAUSE_AFTER_VAIN = 4;

    private final MemoryOptions options;
    private final InstantSource clock;
    private final LongSupplier nanoTime;
    private final LiveSet liveSet;
    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final List<MemoryPoolMXBean> pools = ManagementFactory.getMemoryPoolMXBeans();
    private final List<GarbageCollectorMXBean> collectors =
            ManagementFactory.getGarbageCollectorMXBeans();
    private final ProcessStatus process = ProcessStatus.ofThis();
    private final GarbageCollections collections;
    private @Nullable LeakSearch search;
    private long searchNanos;
    private boolean searched;
    private boolean collectedOnRequest;
    private long collectionNanos;
    private volatile boolean searching;
    private volatile LeakReport found = LeakReport.none();
    private volatile MemoryReport latest;

    /// Begins to listen.
    public MemoryWatch(MemoryOptions options, InstantSource clock, LongSupplier nanoTime) {
        this.options = options;
        this.clock = clock;
        this.nanoTime = nanoTime;
        this.liveSet = new LiveSet(options, nanoTime.getAsLong());
        collections = new GarbageCollections(this::collected);
        latest = read();
    }

    private void collected(GarbageCollections.Collected collection) {
        liveSet.collected(
                nanoTime.getAsLong(),
                collection.extent() != GarbageCollections.Extent.PART,
                collection.heapBytes());
    }

    /// Reads the memory, and begins or ends a search where one is due. What a search found while
    /// the suspicion passed away is forgotten: it was a cache that filled up. Where the suspicion
    /// comes back, the next search does not wait as long as after one that found something.
    public void round() {
        latest = read();
        long now = nanoTime.getAsLong();
        LeakSearch running = search;
        if (running != null) {
            if (now - searchNanos >= options.searchFor().toNanos()) {
                search = null;
                LeakReport report = running.end(clock);
                searching = false;
                latest = read();
                found = latest.leak().suspected() ? report : LeakReport.none();
                latest = read();
            }
        } else if (latest.leak().suspected()
                && (!searched || now - searchNanos >= untilNextSearch())) {
            searched = true;
            searchNanos = now;
            searching = true;
            search = LeakSearch.begin();
        }
    }

    private long untilNextSearch() {
        long every = options.searchEvery().toNanos();
        return found.isDone()
                ? every
                : Math.min(every, (1 + PAUSE_AFTER_VAIN) * options.searchFor().toNanos());
    }

    private MemoryReport read() {
        MemoryUsage heap = memory.getHeapMemoryUsage();
        Map<String, Long> outside = new LinkedHashMap<>();
        long explained = heap.getCommitted();
        for (MemoryPoolMXBean pool : pools) {
            MemoryUsage usage = pool.getUsage();
            if (pool.getType() == MemoryType.NON_HEAP && usage != null) {
                outside.put(pool.getName(), usage.getUsed());
                explained += usage.getUsed();
            }
        }
        for (BufferPoolMXBean buffers :
                ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class)) {
            outside.put("buffers " + buffers.getName(), buffers.getMemoryUsed());
            if (buffers.getName().equals("direct")) {
                explained += buffers.getMemoryUsed();
            }
        }
        Map<String, Long> counts = new LinkedHashMap<>();
        collectors.forEach(each -> counts.put(each.getName(), each.getCollectionCount()));
        long resident = process.residentBytes();
        return new MemoryReport(
                clock.instant(),
                heap.getUsed(),
                heap.getCommitted(),
                heap.getMax(),
                liveSet.latest(),
                resident,
                outside,
                resident < 0 ? -1 : Math.max(0, resident - explained),
                ManagementFactory.getThreadMXBean().getThreadCount(),
                ManagementFactory.getClassLoadingMXBean().getLoadedClassCount(),
                counts,
                liveSet.verdict(heap.getMax()),
                found,
                searching);
    }

    /// The last reading.
    public MemoryReport latest() {
        return latest;
    }

    /// How long until a collection may be requested again; zero when it may.
    public synchronized Duration untilCollection() {
        if (!collectedOnRequest) {
            return Duration.ZERO;
        }
        long left = BETWEEN_COLLECTIONS.toNanos() - (nanoTime.getAsLong() - collectionNanos);
        return left > 0 ? Duration.ofNanos(left) : Duration.ZERO;
    }

    /// Collects the garbage of the whole heap, which stops the service for as long as that takes.
    ///
    /// @throws IllegalStateException within a minute of the last time
    public synchronized Collection collect() {
        Duration wait = untilCollection();
        if (wait.isPositive()) {
            throw new IllegalStateException(
                    "Garbage was collected less than a minute ago; again in %d s."
                            .formatted(wait.toSeconds() + 1));
        }
        collectedOnRequest = true;
        collectionNanos = nanoTime.getAsLong();
        long before = memory.getHeapMemoryUsage().getUsed();
        memory.gc();
        long after = memory.getHeapMemoryUsage().getUsed();
        return new Collection(
                clock.instant(), before, after, (nanoTime.getAsLong() - collectionNanos) / 1e6);
    }

    /// Ends listening and what is being searched. Not while a round runs.
    @Override
    public void close() {
        collections.close();
        LeakSearch running = search;
        if (running != null) {
            search = null;
            running.abandon();
        }
    }
}
