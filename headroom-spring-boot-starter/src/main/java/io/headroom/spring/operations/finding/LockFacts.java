package io.headroom.spring.operations.finding;

import io.headroom.lock.LockStatistics;
import io.headroom.lock.Locks;
import io.headroom.operations.finding.Fact;
import io.headroom.operations.finding.FactSource;
import io.headroom.operations.finding.LookInterval;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;

/// The service's own locks that others waited for since the last look. For one thread.
final class LockFacts implements FactSource {

    private final Locks locks;
    private final LookInterval interval;
    private Map<String, Long> before = new HashMap<>();

    LockFacts(Locks locks, LongSupplier nanoTime) {
        this.locks = locks;
        this.interval = new LookInterval(nanoTime);
    }

    @Override
    public void tell(Consumer<Fact> to) {
        double seconds = interval.seconds();
        Map<String, Long> now = new HashMap<>();
        for (LockStatistics tier : locks.statistics()) {
            for (LockStatistics.HotName name : tier.hottest()) {
                String key = tier.tier().label() + " " + name.name();
                now.put(key, name.waited().toNanos());
                Long then = before.get(key);
                if (then != null && name.waited().toNanos() > then) {
                    to.accept(
                            new Fact.ContendedLock(
                                    tier.tier().label(),
                                    name.name(),
                                    tier.waiting(),
                                    (name.waited().toNanos() - then) / 1e9 / seconds));
                }
            }
        }
        before = now;
    }
}
