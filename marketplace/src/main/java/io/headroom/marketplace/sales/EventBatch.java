package io.headroom.marketplace.sales;

import java.util.Comparator;
import java.util.List;

/// Counters on their way into the database. The sequence names the batch for ever: a batch that is
/// sent twice is counted once.
///
/// @param sequence counts the batches of one run of a node from 1
/// @param counts in the order in which all nodes write, so that they never deadlock
record EventBatch(long sequence, List<Count> counts) {

    /// What one counter counts.
    ///
    /// @param epochMinute minutes since 1970, UTC
    record CounterKey(long epochMinute, long itemId, EventType type) {}

    /// A counter's share of the batch.
    record Count(CounterKey key, long quantity) {}

    private static final Comparator<Count> WRITING_ORDER =
            Comparator.comparingLong((Count count) -> count.key().epochMinute())
                    .thenComparingLong(count -> count.key().itemId())
                    .thenComparing(count -> count.key().type());

    EventBatch {
        counts = counts.stream().sorted(WRITING_ORDER).toList();
    }

    long events() {
        return counts.stream().mapToLong(Count::quantity).sum();
    }
}
