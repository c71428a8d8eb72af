package io.headroom.cache.redis;

import io.headroom.cache.L2Health;
import io.headroom.cache.L2Health.State;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one connection that all commands of a process share, behind a circuit breaker.
///
/// Closed: there is a session, callers use it. A lost connection, several commands in a row without
/// an answer, or one invalidation that was not acknowledged open it: the session is gone, callers
/// see that at the price of one volatile read, and a thread tries to get a new one. Half-open is
/// that one probe: it connects, wants a quick answer, and repeats every invalidation that is
/// pending, while new ones already go out; only when none is left does it close the breaker. The
/// thread exists only while the breaker is not closed.
final class RedisLink implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RedisLink.class);

    /// A session that lived shorter does not reset the pauses between attempts.
    private static final Duration STABLE = Duration.ofSeconds(10);

    private final RedisOptions options;
    private final Supplier<StatefulRedisConnection<String, byte[]>> connector;
    private final InstantSource clock;
    private final List<RedisStore> stores = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    /// Guards every change of the session, of the state, and of what is pending.
    private final ReentrantLock lock = new ReentrantLock();

    private volatile @Nullable Session session;

    /// Also set while the probe repeats what is pending, so that nothing is added to it meanwhile.
    private volatile @Nullable Session writable;

    private volatile Standing standing;
    private int attempt;
    private boolean recovering;

    private record Standing(State state, Instant since, String detail) {}

    RedisLink(
            RedisOptions options,
            Supplier<StatefulRedisConnection<String, byte[]>> connector,
            InstantSource clock) {
        this.options = options;
        this.connector = connector;
        this.clock = clock;
        standing = new Standing(State.OPEN, clock.instant(), "not yet connected");
    }

    /// Connects once on this thread; when that fails, goes on in the background.
    void start() {
        lock.lock();
        try {
            recovering = true;
        } finally {
            lock.unlock();
        }
        String problem = probe();
        if (!problem.isEmpty()) {
            lock.lock();
            try {
                enter(State.OPEN, problem);
            } finally {
                lock.unlock();
            }
            log.warn(
                    "L2 at {} does not answer ({}); the caches work without it until it does",
                    options.server(),
                    problem);
            recoverInBackground();
        }
    }

    void register(RedisStore store) {
        stores.add(store);
    }

    /// The session for invalidations, null while the breaker is open.
    @Nullable Session writable() {
        return writable;
    }

    /// The session for everything else, null while the breaker is not closed.
    @Nullable Session session() {
        return session;
    }

    void succeeded() {
        if (failures.get() != 0) {
            failures.set(0);
        }
    }

    void failed(Session used, String reason) {
        if (!used.connection().isOpen()) {
            trip(used, reason);
        } else if (failures.incrementAndGet() >= options.failuresToOpen()) {
            trip(used, options.failuresToOpen() + " failures in a row, the last one: " + reason);
        }
    }

    /// Notes an invalidation that was not acknowledged; from here on nobody reads from L2 until it
    /// has been repeated.
    void defer(Runnable note, String reason) {
        lock.lock();
        try {
            note.run();
            Session current = session;
            if (current != null) {
                trip(current, "an invalidation was not acknowledged: " + reason);
            }
        } finally {
            lock.unlock();
        }
    }

    private void trip(Session failed, String reason) {
        lock.lock();
        try {
            if (!failed.equals(session)) {
                return;
            }
            session = null;
            writable = null;
            boolean stable =
                    Duration.between(standing.since(), clock.instant()).compareTo(STABLE) >= 0;
            attempt = stable ? 0 : attempt;
            enter(State.OPEN, reason);
            if (closed.getCount() == 0) {
                return;
            }
            log.warn(
                    "L2 at {} is left alone: {}. The caches work without it; it is tried again"
                            + " every {} ms at most",
                    options.server(),
                    reason,
                    options.reconnect().max().toMillis());
            if (!recovering) {
                recovering = true;
                recoverInBackground();
            }
        } finally {
            lock.unlock();
        }
        failed.end();
    }

    /// On a platform thread: virtual ones may starve it while they keep all carriers busy.
    private void recoverInBackground() {
        Thread.ofPlatform().daemon().name("headroom-redis-recovery").start(this::recover);
    }

    private void recover() {
        try {
            while (!pause()) {
                lock.lock();
                try {
                    enter(State.HALF_OPEN, standing.detail());
                } finally {
                    lock.unlock();
                }
                String problem = probe();
                if (problem.isEmpty()) {
                    return;
                }
                lock.lock();
                try {
                    enter(State.OPEN, problem);
                } finally {
                    lock.unlock();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Waits before the next attempt; true when the link was closed.
    private boolean pause() throws InterruptedException {
        attempt = Math.min(attempt + 1, 30);
        Duration pause = options.reconnect().pause(attempt, ThreadLocalRandom.current());
        return closed.await(pause.toNanos(), TimeUnit.NANOSECONDS);
    }

    /// Tries to close the breaker. What went wrong, empty when nothing did.
    private String probe() {
        StatefulRedisConnection<String, byte[]> connection;
        try {
            connection = connector.get();
        } catch (RuntimeException e) { // whatever it is, the next probe comes
            return String.valueOf(e.getCause() == null ? e : e.getCause());
        }
        String problem = probe(connection);
        if (!problem.isEmpty()) {
            writable = null;
            Session.end(connection);
        }
        return problem;
    }

    private String probe(StatefulRedisConnection<String, byte[]> connection) {
        try {
            Session fresh = Session.over(connection, options.connectTimeout());
            if (fresh.call(options.probeBudget(), redis -> redis.ping())
                    instanceof Reply.None<String>(String reason)) {
                return "too slow: " + reason;
            }
            connection.addListener(
                    new RedisConnectionStateListener() {
                        @Override
                        public void onRedisDisconnected(RedisChannelHandler<?, ?> handler) {
                            trip(fresh, "the connection was lost");
                        }
                    });
            writable = fresh;
            while (!install(fresh)) {
                for (RedisStore store : stores) {
                    String problem = store.replay(fresh);
                    if (!problem.isEmpty()) {
                        return "an invalidation could not be repeated: " + problem;
                    }
                }
            }
            if (!connection.isOpen()) {
                // Lost before the listener could know the session.
                trip(fresh, "the connection was lost");
            }
            return "";
        } catch (RuntimeException e) { // whatever it is, the next probe comes
            return e.toString();
        }
    }

    /// Puts the session to use unless an invalidation is pending.
    private boolean install(Session fresh) {
        lock.lock();
        try {
            if (stores.stream().anyMatch(store -> store.pending() > 0)) {
                return false;
            }
            failures.set(0);
            recovering = false;
            session = fresh;
            Instant opened = standing.since();
            enter(State.CLOSED, options.server());
            log.info(
                    "L2 at {} is in use{}",
                    options.server(),
                    attempt == 0 ? "" : " again, not so since " + opened);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void enter(State next, String why) {
        // A probe that fails leaves the time at which the breaker opened.
        boolean turned = (next == State.CLOSED) != (standing.state() == State.CLOSED);
        standing = new Standing(next, turned ? clock.instant() : standing.since(), why);
    }

    L2Health health(boolean logConnected) {
        Standing now = standing;
        int pending = stores.stream().mapToInt(RedisStore::pending).sum();
        return new L2Health(now.state(), now.since(), now.detail(), logConnected, pending);
    }

    @Override
    public void close() {
        closed.countDown();
        Session current = session;
        if (current != null) {
            trip(current, "closed");
        }
    }
}
