package io.headroom.benchmarks.locks;

import io.headroom.lock.Tier;
import java.net.URI;
import javax.sql.DataSource;

/// The systems that are compared.
enum LockSystem {
    EFFICIENT("Headroom `EFFICIENT`") {
        @Override
        LockSubject open(String redis, DataSource database) {
            return new HeadroomSubject(Tier.EFFICIENT, true, redis, database);
        }
    },
    GUARDED("Headroom `GUARDED` (without its guard statement)") {
        @Override
        LockSubject open(String redis, DataSource database) {
            return new HeadroomSubject(Tier.GUARDED, true, redis, database);
        }
    },
    STRICT("Headroom `STRICT`") {
        @Override
        LockSubject open(String redis, DataSource database) {
            return new HeadroomSubject(Tier.STRICT, true, redis, database);
        }
    },
    RLOCK("Redisson `RLock`") {
        @Override
        LockSubject open(String redis, DataSource database) {
            return new RedissonSubject(redis, false, true);
        }
    },
    RFENCEDLOCK("Redisson `RFencedLock`") {
        @Override
        LockSubject open(String redis, DataSource database) {
            return new RedissonSubject(redis, true, true);
        }
    },
    SHEDLOCK("ShedLock") {
        @Override
        LockSubject open(String redis, DataSource database) {
            URI server = URI.create(redis);
            return new ShedLockSubject(server.getHost(), server.getPort());
        }
    },
    EFFICIENT_ASYNC("Headroom `EFFICIENT`, release not awaited") {
        @Override
        LockSubject open(String redis, DataSource database) {
            return new HeadroomSubject(Tier.EFFICIENT, false, redis, database);
        }
    },
    RLOCK_ASYNC("Redisson `RLock`, release not awaited") {
        @Override
        LockSubject open(String redis, DataSource database) {
            return new RedissonSubject(redis, false, false);
        }
    };

    private final String label;

    LockSystem(String label) {
        this.label = label;
    }

    /// What the table calls it.
    String label() {
        return label;
    }

    /// Whether a caller can wait until a lock is free.
    boolean waits() {
        return this != SHEDLOCK;
    }

    /// With its own connections, as an application has it.
    abstract LockSubject open(String redis, DataSource database);
}
