package io.headroom.load;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.OperatingSystemMXBean;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;

/// Watches the generator's own process: a timer that ticks beside the load, its garbage
/// collections, its processor time. Ticks the scraper, too, on a thread of its own.
final class GeneratorWatch implements AutoCloseable {

    private static final long TICK_MILLIS = 10;
    private static final long SCRAPE_TICK_MILLIS = 100;

    /// What the process has used so far.
    private record Usage(long instant, long cpuNanos, long gcMillis) {}

    private final RunClock clock;
    private final ScheduledExecutorService timer;
    private final ScheduledExecutorService reader;
    private final List<ScheduledFuture<?>> jobs;
    private final Starts ticks = new Starts();
    private long expected = Long.MIN_VALUE;
    private Usage before = new Usage(0, 0, 0);
    private Usage after = new Usage(0, 0, 0);

    GeneratorWatch(RunClock clock, Scraper scraper) {
        this.clock = clock;
        this.timer = Executors.newSingleThreadScheduledExecutor(daemon("generator-watch"));
        this.reader = Executors.newSingleThreadScheduledExecutor(daemon("metrics-reader"));
        this.jobs =
                List.of(
                        timer.scheduleAtFixedRate(
                                this::tick, 0, TICK_MILLIS, TimeUnit.MILLISECONDS),
                        reader.scheduleWithFixedDelay(
                                scraper::tick, 0, SCRAPE_TICK_MILLIS, TimeUnit.MILLISECONDS));
    }

    private static ThreadFactory daemon(String name) {
        return Thread.ofPlatform().daemon().name(name).factory();
    }

    private synchronized void tick() {
        if (!clock.isMeasuring()) {
            return;
        }
        long now = clock.now();
        if (expected == Long.MIN_VALUE) {
            before = usage(now);
            after = before;
        } else if (!clock.isOver()) {
            // A late tick is followed at once by those it held up; each was due in its own slot.
            ticks.add(now - expected);
            after = usage(now);
        }
        expected = (expected == Long.MIN_VALUE ? now : expected) + TICK_MILLIS * 1_000_000;
    }

    private static Usage usage(long now) {
        OperatingSystemMXBean system = ManagementFactory.getOperatingSystemMXBean();
        long cpu =
                system instanceof com.sun.management.OperatingSystemMXBean process
                        ? process.getProcessCpuTime()
                        : 0;
        long gc =
                ManagementFactory.getGarbageCollectorMXBeans().stream()
                        .mapToLong(GarbageCollectorMXBean::getCollectionTime)
                        .filter(millis -> millis > 0)
                        .sum();
        return new Usage(now, cpu, gc);
    }

    /// @param plannedSessions due in the measured time
    synchronized GeneratorHealth health(long plannedSessions, Recorder recorder) {
        Starts starts = recorder.starts();
        double nanos = Math.max(1, after.instant() - before.instant());
        long sent = starts.count();
        double late = sent == 0 ? 0 : 100.0 * starts.laterThan(GeneratorHealth.LATE_MILLIS) / sent;
        double gcMillis = after.gcMillis() - before.gcMillis();
        double cpu = after.cpuNanos() - before.cpuNanos();
        int processors = Runtime.getRuntime().availableProcessors();
        return new GeneratorHealth(
                plannedSessions,
                recorder.sessions(),
                sent,
                Rounding.toThreeDecimals(starts.percentileMillis(50)),
                Rounding.toThreeDecimals(starts.percentileMillis(99)),
                Rounding.toThreeDecimals(starts.percentileMillis(100)),
                Rounding.toThreeDecimals(late),
                Rounding.toThreeDecimals(ticks.percentileMillis(99)),
                Rounding.toThreeDecimals(ticks.percentileMillis(100)),
                gcMillis / 1_000,
                Rounding.toThreeDecimals(100 * gcMillis * 1_000_000 / nanos),
                Rounding.toThreeDecimals(100 * cpu / nanos / processors));
    }

    @Override
    public void close() {
        jobs.forEach(job -> job.cancel(true));
        timer.shutdownNow();
        reader.shutdownNow();
    }
}
