package io.headroom.lock;

import io.headroom.embedded.TestServers;

class EfficientLockIT extends LockSuite {

    @Override
    Locks process() {
        return Locks.builder().redis(RedisLockOptions.at(TestServers.redis().url())).build();
    }

    @Override
    Tier tier() {
        return Tier.EFFICIENT;
    }

    @Override
    void forget(String name) {
        RedisKeys.delete(TestServers.redis(), "headroom:lock:{" + name + "}");
    }
}
