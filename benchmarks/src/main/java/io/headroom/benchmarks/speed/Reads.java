package io.headroom.benchmarks.speed;

import io.headroom.benchmarks.subject.Subject;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/// Reads of values that are there: in process, or in Redis alone.
///
/// What Redis answers is measured with room for a single entry in process, while 1,000 keys are
/// read in turn: each read misses L1, asks Redis, and stores what it got. Nothing is switched off.
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@SuppressWarnings("NullAway.Init") // JMH calls the methods of the set-up
public class Reads {

    private static final int KEYS = 1_000;
    private static final int BATCH = 100;
    private static final int PASSES = 50;

    /// A contender.
    @Param("headroom")
    public String system;

    /// Where the values are: `l1` or `l2`.
    @Param({"l1", "l2"})
    public String tier;

    private Subject subject;
    private String[] keys;
    private List<List<String>> batches;
    private int next;
    private long reads;
    private long loadsBefore;

    /// Fills the cache.
    @Setup
    public void open() throws InterruptedException {
        List<String> all = Contender.keys(KEYS);
        keys = all.toArray(String[]::new);
        batches =
                java.util.stream.IntStream.range(0, KEYS / BATCH)
                        .mapToObj(i -> all.subList(i * BATCH, (i + 1) * BATCH))
                        .toList();
        subject = Contender.open(system, tier.equals("l1") ? 10 * KEYS : 1, false);
        // What one pass did not store, since the process was cold, a later one does.
        for (int pass = 0; pass < PASSES; pass++) {
            loadsBefore = Contender.loads();
            Contender.fill(subject, all);
            if (Contender.loads() == loadsBefore) {
                break;
            }
        }
        loadsBefore = Contender.loads();
    }

    /// Ends its connections.
    ///
    /// @throws IllegalStateException when more than 1 % of the reads were no hits: the figure would
    ///   not be what it says; the whole command fails then
    @TearDown
    public void close() {
        subject.close();
        long loads = Contender.loads() - loadsBefore;
        System.out.printf("%nloads: %d, reads: %d%n", loads, reads);
        if (loads > reads / 100) {
            throw new IllegalStateException(loads + " loads in " + reads + " reads");
        }
    }

    /// One value.
    @Benchmark
    public String one(CpuTime cpu) throws Exception {
        int at = next;
        next = at + 1 == KEYS ? 0 : at + 1;
        reads++;
        cpu.operation();
        return subject.read(keys[at]);
    }

    /// A hundred values at once.
    @Benchmark
    public Map<String, String> hundred(CpuTime cpu) throws Exception {
        int at = next;
        next = at + 1 == KEYS / BATCH ? 0 : at + 1;
        reads += BATCH;
        cpu.operation();
        return subject.readAll(batches.get(at));
    }
}
