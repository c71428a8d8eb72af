package io.headroom.spring.lock;

import io.headroom.lock.LockStatistics;
import io.headroom.lock.Locks;
import io.headroom.lock.Tier;
import io.headroom.spring.DependencyCheck;
import java.util.stream.Collectors;

/// The locks' part in the service's health: whether the Redis that keeps leases answers.
final class LockCheck implements DependencyCheck {

    private final Locks locks;

    LockCheck(Locks locks) {
        this.locks = locks;
    }

    @Override
    public String name() {
        return "locks";
    }

    @Override
    public boolean required() {
        return false;
    }

    @Override
    public String check() throws InterruptedException {
        String trouble = locks.redisTrouble();
        if (!trouble.isEmpty()) {
            throw new IllegalStateException(
                    "locks of Redis cannot be taken until it answers: " + trouble);
        }
        String tiers = locks.tiers().stream().map(Tier::label).collect(Collectors.joining(", "));
        int active = locks.statistics().stream().mapToInt(LockStatistics::active).sum();
        int waiting = locks.statistics().stream().mapToInt(LockStatistics::waiting).sum();
        return "%s; %d held, %d wait"
                .formatted(tiers.isEmpty() ? "no server for locks" : tiers, active, waiting);
    }
}
