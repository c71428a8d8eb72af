package io.headroom.benchmarks.locks;

import java.time.Duration;
import java.time.InstantSource;
import net.javacrumbs.shedlock.core.LockConfiguration;
import net.javacrumbs.shedlock.core.LockProvider;
import net.javacrumbs.shedlock.core.SimpleLock;
import net.javacrumbs.shedlock.provider.redis.spring.RedisLockProvider;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/// ShedLock on Spring Data's Lettuce. It skips work that another one does, and cannot wait.
final class ShedLockSubject implements LockSubject {

    private static final Duration LEASE = Duration.ofSeconds(30);

    private final LettuceConnectionFactory connections;
    private final LockProvider provider;
    private final InstantSource clock = InstantSource.system();

    ShedLockSubject(String host, int port) {
        connections = new LettuceConnectionFactory(new RedisStandaloneConfiguration(host, port));
        connections.afterPropertiesSet();
        connections.start();
        provider = new RedisLockProvider.Builder(connections).build();
    }

    @Override
    public void locked(String name, Runnable work) {
        SimpleLock lock =
                provider.lock(new LockConfiguration(clock.instant(), name, LEASE, Duration.ZERO))
                        .orElseThrow(() -> new IllegalStateException(name + " is held"));
        try {
            work.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        connections.destroy();
    }
}
