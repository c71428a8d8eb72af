package io.headroom.benchmarks.speed;

import io.headroom.benchmarks.subject.Subject;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// One invalidation of many entries: by tag, or by what comes next to it. Each begins with all
/// entries stored.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.SingleShotTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the methods of the set-up
public class TagInvalidation {

    /// A contender.
    @Param("headroom")
    public String system;

    /// How many entries there are.
    @Param({"10", "100000"})
    public int entries;

    private Subject subject;
    private List<String> keys;

    /// Connects.
    @Setup
    public void open() {
        keys = Contender.keys(entries);
        subject = Contender.open(system, 200_000, true);
    }

    /// Stores all entries.
    @Setup(Level.Invocation)
    public void fill() throws InterruptedException {
        Contender.fill(subject, keys);
    }

    /// Ends its connections.
    @TearDown
    public void close() {
        subject.close();
    }

    /// All at once.
    @Benchmark
    public boolean invalidate() throws Exception {
        if (!subject.invalidateAll(keys)) {
            throw new IllegalStateException("not acknowledged");
        }
        return true;
    }
}
