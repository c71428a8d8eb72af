package io.headroom.spring.response;

import com.sun.management.GarbageCollectionNotificationInfo;
import io.headroom.http.cache.ResponseCache;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Gives the memory of stored answers to requests under way while the heap is too full for both:
/// what is stored can be made again, and a service that only collects garbage answers nobody.
///
/// The JVM tells of each collection (some tens of microseconds each); between them it costs
/// nothing.
final class HeapRelief implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HeapRelief.class);

    private final ResponseCache cache;
    private final CapacityShare share;
    private final LongSupplier nanoTime;
    private final List<GarbageCollectorMXBean> collectors =
            ManagementFactory.getGarbageCollectorMXBeans();
    private final Set<String> heapPools =
            ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .map(MemoryPoolMXBean::getName)
                    .collect(Collectors.toUnmodifiableSet());
    private final NotificationListener listener = (notification, _) -> collected(notification);

    /// Begins to listen.
    HeapRelief(ResponseCache cache, LongSupplier nanoTime) {
        this.cache = cache;
        this.nanoTime = nanoTime;
        share = new CapacityShare(nanoTime.getAsLong());
        for (GarbageCollectorMXBean collector : collectors) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(listener, null, null);
            }
        }
    }

    private void collected(Notification notification) {
        if (notification
                        .getType()
                        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)
                && notification.getUserData() instanceof CompositeData data) {
            GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(data);
            boolean major = info.getGcAction().equals("end of major GC");
            collected(major, major ? fill(info.getGcInfo().getMemoryUsageAfterGc()) : 0);
        }
    }

    private double fill(Map<String, MemoryUsage> afterCollection) {
        long used = 0;
        for (Map.Entry<String, MemoryUsage> pool : afterCollection.entrySet()) {
            if (heapPools.contains(pool.getKey())) {
                used += pool.getValue().getUsed();
            }
        }
        return (double) used / Runtime.getRuntime().maxMemory();
    }

    /// Takes note of a collection.
    ///
    /// @param fill the part of the largest heap that was in use after a major one
    void collected(boolean major, double fill) {
        double before = share.value();
        long now = nanoTime.getAsLong();
        double after = major ? share.collected(fill, now) : share.passed(now);
        if (after == before) {
            return;
        }
        cache.use(after);
        if (before == 1) {
            LOG.warn(
                    "{} % of the heap are in use after a collection: stored answers may take {} % of"
                            + " their capacity until there is room again",
                    Math.round(100 * fill), Math.round(100 * after));
        } else if (after == 1) {
            LOG.info("stored answers may take their whole capacity again");
        }
    }

    @Override
    public void close() {
        for (GarbageCollectorMXBean collector : collectors) {
            if (collector instanceof NotificationEmitter emitter) {
                try {
                    emitter.removeNotificationListener(listener);
                } catch (ListenerNotFoundException _) {
                    // It has none that could tell of anything.
                }
            }
        }
    }
}
