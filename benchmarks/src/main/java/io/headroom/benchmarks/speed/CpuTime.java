package io.headroom.benchmarks.speed;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.openjdk.jmh.annotations.AuxCounters;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// The processor time of the measuring thread for each operation: what other programs take from the
/// machine does not count, unlike in the time of the clock.
@State(Scope.Thread)
@AuxCounters(AuxCounters.Type.EVENTS)
public class CpuTime {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    /// Nanoseconds for each operation of this iteration.
    public double cpuNanos;

    private long operations;
    private long before;

    void operation() {
        operations++;
    }

    /// Takes the time.
    @Setup(Level.Iteration)
    public void begin() {
        operations = 0;
        before = THREADS.getCurrentThreadCpuTime();
    }

    /// Takes the time again.
    @TearDown(Level.Iteration)
    public void end() {
        cpuNanos = (double) (THREADS.getCurrentThreadCpuTime() - before) / Math.max(1, operations);
    }
}
