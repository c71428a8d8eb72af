package io.headroom.benchmarks.locks;

import org.redisson.Redisson;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;

/// Redisson's lock, plain or fenced, with its watchdog and its own defaults.
final class RedissonSubject implements LockSubject {

    private final RedissonClient client;
    private final boolean fenced;

    RedissonSubject(String redisUrl, boolean fenced) {
        Config config = new Config();
        config.setCodec(StringCodec.INSTANCE);
        config.useSingleServer().setAddress(redisUrl);
        client = Redisson.create(config);
        this.fenced = fenced;
    }

    @Override
    public String label() {
        return fenced ? "Redisson RFencedLock" : "Redisson RLock";
    }

    @Override
    public boolean waits() {
        return true;
    }

    @Override
    public void locked(String name, Runnable work) {
        RLock lock = fenced ? client.getFencedLock(name) : client.getLock(name);
        lock.lock();
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
