package io.headroom.lock;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntSupplier;

/// Counts what one tier does. Safe for use by many threads.
final class Recorder {

    private static final int MOST_HOLDS = 100;
    private static final int MOST_NAMES = 20;

    private final Tier tier;
    private final LockListener listener;
    private final LongAdder acquired = new LongAdder();
    private final LongAdder contended = new LongAdder();
    private final LongAdder busy = new LongAdder();
    private final LongAdder unavailable = new LongAdder();
    private final LongAdder lost = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder waitedNanos = new LongAdder();
    private final LongAdder heldNanos = new LongAdder();
    private final LongAccumulator longestHeldNanos = new LongAccumulator(Math::max, 0);
    private final Set<Lease> holds = ConcurrentHashMap.newKeySet();
    private final HotNames hot = new HotNames();
    private volatile IntSupplier waiting = () -> 0;

    Recorder(Tier tier, LockListener listener) {
        this.tier = tier;
        this.listener = listener;
    }

    void countWaiting(IntSupplier supplier) {
        waiting = supplier;
    }

    void acquired(Lease lease, Grant grant) {
        holds.add(lease);
        count(grant.name(), grant.waitedNanos(), grant.contended());
    }

    /// A lock that ends with a transaction of the caller's: nobody tells when.
    void passed(String name, long waited) {
        count(name, waited, false);
    }

    private void count(String name, long waited, boolean stoodInLine) {
        acquired.increment();
        waitedNanos.add(waited);
        if (stoodInLine) {
            contended.increment();
            hot.waited(name, waited, true);
        }
        listener.acquired(tier, Duration.ofNanos(waited));
    }

    void busy(String name, long waited) {
        busy.increment();
        waitedNanos.add(waited);
        hot.waited(name, waited, false);
    }

    void unavailable() {
        unavailable.increment();
    }

    void refused() {
        refused.increment();
    }

    void lost(Lease lease) {
        lost.increment();
        released(lease);
    }

    void released(Lease lease) {
        if (holds.remove(lease)) {
            Duration held = lease.age();
            heldNanos.add(held.toNanos());
            longestHeldNanos.accumulate(held.toNanos());
            listener.ended(tier, held);
        }
    }

    LockStatistics statistics() {
        List<LockStatistics.Active> oldest =
                holds.stream()
                        .map(lease ->
                                new LockStatistics.Active(
                                        lease.name(),
                                        lease.owner(),
                                        lease.token(),
                                        lease.age(),
                                        lease.remaining(),
                                        lease.isRenewed()))
                        .sorted(Comparator.comparing(LockStatistics.Active::age).reversed())
                        .limit(MOST_HOLDS)
                        .toList();
        return new LockStatistics(
                tier,
                holds.size(),
                waiting.getAsInt(),
                acquired.sum(),
                contended.sum(),
                busy.sum(),
                unavailable.sum(),
                lost.sum(),
                refused.sum(),
                Duration.ofNanos(waitedNanos.sum()),
                Duration.ofNanos(heldNanos.sum()),
                Duration.ofNanos(longestHeldNanos.get()),
                oldest,
                hot.hottest(MOST_NAMES));
    }
}
