package io.headroom.spring.operations;

import com.sun.management.GarbageCollectorMXBean;
import com.sun.management.GcInfo;
import com.sun.management.OperatingSystemMXBean;
import io.headroom.operations.history.FigureSource;
import io.headroom.operations.history.Figures;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.ThreadMXBean;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/// `system.*`, `process.*`, `memory.*` and `jvm.*`. Processors are those that the process may use:
/// in a container, the container's. For one thread.
final class MachineFigures implements FigureSource {

    private static final int MINUTE = 60;

    private final OperatingSystemMXBean system =
            ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    private final MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
    private final List<GarbageCollectorMXBean> collectors =
            ManagementFactory.getPlatformMXBeans(GarbageCollectorMXBean.class);
    private final Set<String> heapPools =
            ManagementFactory.getMemoryPoolMXBeans().stream()
                    .filter(pool -> pool.getType() == MemoryType.HEAP)
                    .map(MemoryPoolMXBean::getName)
                    .collect(Collectors.toUnmodifiableSet());
    private final Path folder;
    private final Deque<Double> cpu = new ArrayDeque<>();
    private long collections = -1;
    private double afterCollection = Double.NaN;

    /// Reads the machine.
    ///
    /// @param folder of whose disk it tells
    MachineFigures(Path folder) {
        this.folder = folder;
    }

    @Override
    public void read(Figures to) {
        double busy = known(system.getCpuLoad());
        to.gauge("system.cpu_ratio", busy);
        to.gauge("system.cpu_1m_ratio", overAMinute(busy));
        to.gauge("process.cpu_ratio", known(system.getProcessCpuLoad()));
        to.gauge("system.disk_ratio", disk());
        to.gauge("memory.heap_used_bytes", (double) memory.getHeapMemoryUsage().getUsed());
        to.gauge("memory.heap_ratio", heapAfterCollection());
        to.counter(
                "jvm.gc_ratio",
                collectors.stream()
                                .filter(MachineFigures::pauses)
                                .mapToLong(each -> Math.max(0, each.getCollectionTime()))
                                .sum()
                        / 1e3);
        to.gauge("jvm.threads", threads.getThreadCount());
    }

    /// ZGC and Shenandoah tell how long their cycles last, during which the service goes on, and
    /// apart from that their pauses.
    private static boolean pauses(GarbageCollectorMXBean collector) {
        return !collector.getName().endsWith("Cycles");
    }

    private static double known(double load) {
        return load < 0 ? Double.NaN : load;
    }

    private double overAMinute(double busy) {
        if (Double.isNaN(busy)) {
            return Double.NaN;
        }
        cpu.addLast(busy);
        if (cpu.size() > MINUTE) {
            cpu.removeFirst();
        }
        return cpu.size() < MINUTE
                ? Double.NaN
                : cpu.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN);
    }

    private double disk() {
        try {
            FileStore store = Files.getFileStore(folder);
            long total = store.getTotalSpace();
            return total == 0 ? Double.NaN : 1 - (double) store.getUsableSpace() / total;
        } catch (IOException away) {
            return Double.NaN;
        }
    }

    /// What the heap held after the last collection of any kind, as a share of the most that it may
    /// hold: between collections it fills up, which means nothing.
    private double heapAfterCollection() {
        long now = collectors.stream().mapToLong(GarbageCollectorMXBean::getCollectionCount).sum();
        if (now != collections) {
            collections = now;
            GcInfo last = null;
            for (GarbageCollectorMXBean collector : collectors) {
                GcInfo info = collector.getLastGcInfo();
                if (info != null && (last == null || info.getEndTime() > last.getEndTime())) {
                    last = info;
                }
            }
            if (last != null) {
                long used =
                        last.getMemoryUsageAfterGc().entrySet().stream()
                                .filter(pool -> heapPools.contains(pool.getKey()))
                                .mapToLong(pool -> pool.getValue().getUsed())
                                .sum();
                afterCollection = (double) used / memory.getHeapMemoryUsage().getMax();
            }
        }
        return afterCollection;
    }
}
