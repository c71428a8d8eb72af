package io.headroom.benchmarks.locks;

import org.redisson.Redisson;
import org.redisson.api.RLock;
import org.redisson.api.RedissonClient;
import org.redisson.client.codec.StringCodec;
import org.redisson.config.Config;
import org.redisson.config.TransportMode;

/// Redisson's lock, plain or fenced, with its watchdog and its own defaults, but for the system's
/// own way to wait for sockets, which Lettuce takes by itself and Redisson when it is told to.
final class RedissonSubject implements LockSubject {

    private static final boolean LINUX = System.getProperty("os.name").equals("Linux");

    private final RedissonClient client;
    private final boolean fenced;
    private final boolean releaseAwaited;

    RedissonSubject(String redisUrl, boolean fenced, boolean releaseAwaited) {
        Config config = new Config();
        config.setCodec(StringCodec.INSTANCE);
        config.setTransportMode(LINUX ? TransportMode.EPOLL : TransportMode.NIO);
        config.useSingleServer().setAddress(redisUrl);
        client = Redisson.create(config);
        this.fenced = fenced;
        this.releaseAwaited = releaseAwaited;
    }

    @Override
    public void locked(String name, Runnable work) {
        RLock lock = fenced ? client.getFencedLock(name) : client.getLock(name);
        lock.lock();
        try {
            work.run();
        } finally {
            if (releaseAwaited) {
                lock.unlock();
            } else {
                var _ = lock.unlockAsync();
            }
        }
    }

    @Override
    public void close() {
        client.shutdown();
    }
}
