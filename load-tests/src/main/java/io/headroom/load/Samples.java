package io.headroom.load;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongConsumer;
import java.util.function.LongPredicate;

/// Every latency of a run, so that percentiles are exact. It grows by chunks: copying millions of
/// samples would stop the generator for a moment. Safe for use by many threads.
final class Samples {

    private static final int CHUNK = 1 << 16;

    private final List<long[]> chunks = new ArrayList<>();
    private int used = CHUNK;

    /// @param dueMillis when it was due, from the end of the warm-up; at least 0
    /// @param micros from that moment to the end of the answer
    synchronized void add(long dueMillis, long micros, boolean good) {
        if (used == CHUNK) {
            chunks.add(new long[CHUNK]);
            used = 0;
        }
        long latency = Math.clamp(micros, 0, Integer.MAX_VALUE);
        chunks.getLast()[used++] = dueMillis << 32 | latency << 1 | (good ? 1 : 0);
    }

    synchronized long size() {
        return chunks.isEmpty() ? 0 : (chunks.size() - 1L) * CHUNK + used;
    }

    synchronized void forEach(LongConsumer sample) {
        for (int i = 0; i < chunks.size(); i++) {
            long[] chunk = chunks.get(i);
            int end = i == chunks.size() - 1 ? used : CHUNK;
            for (int k = 0; k < end; k++) {
                sample.accept(chunk[k]);
            }
        }
    }

    static long dueMillis(long sample) {
        return sample >>> 32;
    }

    static int micros(long sample) {
        return (int) ((sample & 0xFFFF_FFFFL) >>> 1);
    }

    static boolean isGood(long sample) {
        return (sample & 1) == 1;
    }

    /// The summary of all of several collections that a filter accepts.
    static LatencySummary summarize(Iterable<Samples> all, LongPredicate filter) {
        IntList micros = new IntList();
        long[] errors = {0};
        for (Samples samples : all) {
            samples.forEach(sample -> {
                if (filter.test(sample)) {
                    micros.add(micros(sample));
                    errors[0] += isGood(sample) ? 0 : 1;
                }
            });
        }
        return LatencySummary.of(micros.toArray(), errors[0]);
    }
}
