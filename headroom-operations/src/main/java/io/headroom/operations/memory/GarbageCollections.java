package io.headroom.operations.memory;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import javax.management.ListenerNotFoundException;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;
import javax.management.openmbean.CompositeData;

/// Tells of the collections of garbage in this process, from its making until [#close].
///
/// The JVM tells by notifications of the collectors' beans, some tens of microseconds each, where a
/// stream of flight-recorder events keeps a thread and a file. It calls from a thread of its own,
/// for one collection after the other. The pauses of a concurrent collector are left out: its
/// cycles tell.
public final class GarbageCollections implements AutoCloseable {

    /// How much of the heap was looked at.
    public enum Extent {
        /// A part of it, as the young generation.
        PART,
        /// All of it by a concurrent cycle. G1 has only found the garbage then; the collections
        /// that follow take it away.
        CYCLE,
        /// All of it while the program stood still: what is left is alive.
        WHOLE
    }

    /// One collection.
    ///
    /// @param heapBytes what the heap held after it
    public record Collected(Extent extent, long heapBytes) {}

    private final Consumer<Collected> told;
    private final List<GarbageCollectorMXBean> collectors =
            ManagementFactory.getGarbageCollectorMXBeans();
    private final Set<String> heapPools =
            ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .map(MemoryPoolMXBean::getName)
                    .collect(Collectors.toUnmodifiableSet());
    private final NotificationListener listener = (notification, _) -> collected(notification);

    /// Begins to listen.
    public GarbageCollections(Consumer<Collected> told) {
        this.told = told;
        for (GarbageCollectorMXBean collector : collectors) {
            if (collector instanceof NotificationEmitter emitter) {
                emitter.addNotificationListener(listener, null, null);
            }
        }
    }

    private void collected(Notification notification) {
        if (!notification
                        .getType()
                        .equals(GarbageCollectionNotificationInfo.GARBAGE_COLLECTION_NOTIFICATION)
                || !(notification.getUserData() instanceof CompositeData data)) {
            return;
        }
        GarbageCollectionNotificationInfo info = GarbageCollectionNotificationInfo.from(data);
        if (info.getGcName().endsWith("Pauses")) {
            return;
        }
        long used = 0;
        for (Map.Entry<String, MemoryUsage> pool :
                info.getGcInfo().getMemoryUsageAfterGc().entrySet()) {
            if (heapPools.contains(pool.getKey())) {
                used += pool.getValue().getUsed();
            }
        }
        told.accept(new Collected(extent(info), used));
    }

    /// Parallel, Serial and G1 name a full collection alike. A minor cycle of ZGC leaves the old
    /// generation as it is.
    private static Extent extent(GarbageCollectionNotificationInfo info) {
        if (info.getGcAction().equals("end of major GC")) {
            return Extent.WHOLE;
        }
        return info.getGcName().equals("G1 Concurrent GC")
                        || info.getGcName().equals("ZGC Major Cycles")
                ? Extent.CYCLE
                : Extent.PART;
    }

    /// Ends listening.
    @Override
    public void close() {
        for (GarbageCollectorMXBean collector : collectors) {
            if (collector instanceof NotificationEmitter emitter) {
                try {
                    emitter.removeNotificationListener(listener);
                } catch (ListenerNotFoundException closedBefore) {
                    // as wanted
                }
            }
        }
    }
}
