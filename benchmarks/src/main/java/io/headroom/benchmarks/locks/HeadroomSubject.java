package io.headroom.benchmarks.locks;

import io.headroom.lock.DistributedLock;
import io.headroom.lock.Hold;
import io.headroom.lock.LockOptions;
import io.headroom.lock.Locks;
import io.headroom.lock.RedisLockOptions;
import io.headroom.lock.Tier;
import java.time.Duration;
import javax.sql.DataSource;

/// One tier of ours; leases are renewed, as Redisson's are.
final class HeadroomSubject implements LockSubject {

    private static final LockOptions OPTIONS =
            LockOptions.defaults()
                    .withWait(Duration.ofMinutes(1))
                    .withLease(Duration.ofSeconds(30));

    private final Locks locks;
    private final DistributedLock<? extends Hold> lock;
    private final LockOptions options;

    HeadroomSubject(Tier tier, boolean releaseAwaited, String redisUrl, DataSource database) {
        options = OPTIONS.withReleaseAwaited(releaseAwaited);
        locks = Locks.builder().redis(RedisLockOptions.at(redisUrl)).database(database).build();
        lock = locks.tier(tier);
    }

    @Override
    public void locked(String name, Runnable work) throws Exception {
        try (Hold _ = lock.acquire(name, options)) {
            work.run();
        }
    }

    @Override
    public void close() {
        locks.close();
    }
}
