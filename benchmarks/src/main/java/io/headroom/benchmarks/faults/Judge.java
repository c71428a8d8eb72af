package io.headroom.benchmarks.faults;

import io.headroom.benchmarks.subject.Rival;
import io.headroom.test.StaleVerdict;
import java.time.Duration;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Puts together what the oracle and the nodes say about a run.
final class Judge {

    /// How long Headroom may serve an old value; the rivals state none and are measured by the
    /// same.
    static final Duration LEASE = Duration.ofSeconds(2);

    private final List<NodeReport> nodes;
    private final long[] reads;
    private final long[] loads;

    Judge(List<NodeReport> nodes) {
        this.nodes = nodes;
        reads = sum(nodes.stream().map(NodeReport::reads).toList());
        loads = sum(nodes.stream().map(NodeReport::loads).toList());
    }

    private static long[] sum(List<long[]> timelines) {
        int length = timelines.stream().mapToInt(t -> t.length).max().orElse(0);
        long[] sum = new long[length];
        for (long[] timeline : timelines) {
            for (int i = 0; i < timeline.length; i++) {
                sum[i] += timeline[i];
            }
        }
        return sum;
    }

    /// @param struck the slot in which the fault began, of the [Timeline]
    /// @param healed the slot in which it ended
    /// @param ended the slot in which the workload ended
    Outcome outcome(
            Rival rival,
            Fault fault,
            StaleVerdict verdict,
            int struck,
            int healed,
            int ended,
            String note) {
        double before = hitRate(struck - 2 * Timeline.SLOTS_PER_SECOND, struck);
        List<long[]> latencies = nodes.stream().map(NodeReport::latencies).toList();
        var failures = new TreeMap<Integer, List<String>>();
        IntStream.range(0, nodes.size()).forEach(i -> failures.put(i, nodes.get(i).failures()));
        return new Outcome(
                rival.title(),
                fault.title(),
                verdict.reads(),
                nodes.stream().mapToLong(NodeReport::readErrors).sum(),
                nodes.stream().mapToLong(NodeReport::writes).sum(),
                nodes.stream().mapToLong(NodeReport::unacknowledged).sum(),
                verdict.staleReads(),
                verdict.staleBeyond(LEASE),
                verdict.oldestAge().toMillis(),
                wrong(List::getFirst),
                wrong(List::getLast),
                nodes.stream().mapToLong(NodeReport::drafts).sum(),
                loadsPerKey(),
                peakLoads(struck, ended),
                before,
                recoveryMillis(before, healed, ended),
                Histogram.quantileNanos(latencies, 0.99) / 1_000,
                Histogram.quantileNanos(latencies, 1) / 1_000_000,
                note,
                failures.entrySet().stream()
                        .filter(entry -> !entry.getValue().isEmpty())
                        .map(entry -> "node " + entry.getKey() + ": " + entry.getValue())
                        .toList());
    }

    private int wrong(Function<List<int[]>, int[]> sweep) {
        return (int)
                nodes.stream()
                        .flatMapToInt(node -> IntStream.of(sweep.apply(node.sweeps())))
                        .distinct()
                        .count();
    }

    private double loadsPerKey() {
        int keys = nodes.getFirst().loadsByKey().length;
        long sum = 0;
        long loaded = 0;
        for (int key = 0; key < keys; key++) {
            long ofKey = 0;
            for (NodeReport node : nodes) {
                ofKey += node.loadsByKey()[key];
            }
            sum += ofKey;
            loaded += ofKey > 0 ? 1 : 0;
        }
        return loaded == 0 ? 0 : (double) sum / loaded;
    }

    private long peakLoads(int from, int to) {
        long peak = 0;
        for (int slot = from; slot < to; slot++) {
            peak = Math.max(peak, count(loads, slot, slot + Timeline.SLOTS_PER_SECOND));
        }
        return peak;
    }

    private long recoveryMillis(double before, int healed, int ended) {
        for (int slot = healed; slot + Timeline.SLOTS_PER_SECOND <= ended; slot++) {
            int to = slot + Timeline.SLOTS_PER_SECOND;
            if (count(reads, slot, to) > 0 && hitRate(slot, to) >= 0.9 * before) {
                return (slot - healed) * Timeline.SLOT_NANOS / 1_000_000;
            }
        }
        return -1;
    }

    private double hitRate(int from, int to) {
        long read = count(reads, from, to);
        return read == 0 ? 0 : Math.max(0, 1 - (double) count(loads, from, to) / read);
    }

    private static long count(long[] timeline, int from, int to) {
        long sum = 0;
        for (int slot = Math.max(0, from); slot < Math.min(to, timeline.length); slot++) {
            sum += timeline[slot];
        }
        return sum;
    }
}
