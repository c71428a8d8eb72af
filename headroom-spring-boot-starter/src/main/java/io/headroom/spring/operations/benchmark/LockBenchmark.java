package io.headroom.spring.operations.benchmark;

import io.headroom.lock.LockOptions;
import io.headroom.lock.Locks;
import io.headroom.lock.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;

/// `lock`: takes and releases a free lock that nobody else knows, in each tier but the guarded one,
/// whose fences stay in a table. Redis keeps the last token of the process's one name for a day, as
/// of every lock.
final class LockBenchmark implements Benchmark {

    private static final LockOptions OPTIONS =
            LockOptions.defaults()
                    .withWait(Duration.ofSeconds(1))
                    .withLease(Duration.ofSeconds(5))
                    .withRenewed(false);

    private final String name = "headroom-benchmark:" + UUID.randomUUID();
    private final Locks locks;

    LockBenchmark(Locks locks) {
        this.locks = locks;
    }

    @Override
    public String type() {
        return "lock";
    }

    @Override
    public String description() {
        return "Takes a free lock and releases it, on Redis and on PostgreSQL.";
    }

    @Override
    public Fixture open() {
        List<Operation> operations = new ArrayList<>();
        for (Tier tier : locks.tiers()) {
            if (tier != Tier.GUARDED) {
                operations.add(
                        Operation.of(
                                tier.name().toLowerCase(Locale.ROOT),
                                () ->
                                        locks.tier(tier)
                                                .executeWithLock(name, OPTIONS, hold -> name)));
            }
        }
        return new Fixture() {
            @Override
            public List<Operation> operations() {
                return operations;
            }

            @Override
            public void close() {
                // Each call has released its lock.
            }
        };
    }
}
