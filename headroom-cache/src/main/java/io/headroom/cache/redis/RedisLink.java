package io.headroom.cache.redis;

import io.headroom.cache.L2Health.State;
import io.lettuce.core.RedisChannelHandler;
import io.lettuce.core.RedisConnectionStateListener;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one connection to a partition that all commands of a process share, behind a circuit
/// breaker.
///
/// Closed: there is a session, callers use it. A lost connection, a server that is not the one to
/// ask, or one invalidation that was not acknowledged open it: the session is gone, callers see
/// that at the price of one volatile read, and a thread tries to get a new one. Several reads in a
/// row that were too slow open it for reads alone, as long as invalidations pass. Half-open is that
/// one probe: it connects, wants a quick answer, and repeats every invalidation that is pending,
/// while new ones already go out; only when none is left does it close the breaker. The thread
/// exists only while the breaker is not closed.
final class RedisLink implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(RedisLink.class);

    /// A session that lived shorter does not reset the pauses between attempts.
    private static final Duration STABLE = Duration.ofSeconds(10);

    /// For how long reads must have been too slow.
    private static final Duration SLOW = Duration.ofMillis(200);

    /// After so many slow answers to probes a connection is given up.
    private static final int MOST_RESTS = 5;

    private final RedisOptions options;
    private final String name;
    private final String node;
    private final Connector connector;
    private final Backlog backlog;
    private final InstantSource clock;
    private final AtomicInteger failures = new AtomicInteger();
    private final CountDownLatch closed = new CountDownLatch(1);

    /// Guards every change of the session, of the state, and of what is pending.
    private final ReentrantLock lock = new ReentrantLock();

    private volatile @Nullable Session session;

    /// Also set while the probe repeats what is pending, so that nothing is added to it meanwhile.
    private volatile @Nullable Session writable;

    /// One that is too slow to read from and good enough for invalidations.
    private volatile @Nullable Session resting;

    private volatile long slowSinceMillis;

    private volatile Standing standing;
    private int attempt;
    private boolean recovering;
    private int rests;

    /// The breaker's state, since when, and what is to be said about it.
    record Standing(State state, Instant since, String detail) {}

    /// Opens connections to the present primary.
    @FunctionalInterface
    interface Connector {
        /// A new connection.
        ///
        /// @throws io.lettuce.core.RedisException when there is none to be had
        StatefulRedisConnection<String, byte[]> connect();
    }

    /// What is to be repeated before a session may be used.
    interface Backlog {

        /// Makes a session ready. What went wrong, empty when nothing did.
        String prepare(Session fresh);

        /// Whether nothing is left to be repeated.
        boolean isEmpty();
    }

    RedisLink(
            RedisOptions options,
            String name,
            String node,
            Connector connector,
            Backlog backlog,
            InstantSource clock) {
        this.options = options;
        this.name = name;
        this.node = node;
        this.connector = connector;
        this.backlog = backlog;
        this.clock = clock;
        standing = new Standing(State.OPEN, clock.instant(), "not yet connected");
    }

    /// Connects once on this thread; when that fails, goes on in the background.
    void start() {
        locked(() -> recovering = true);
        String problem = probe();
        if (!problem.isEmpty()) {
            locked(() -> enter(State.OPEN, problem));
            log.warn(
                    "L2 at {} does not answer ({}); the caches work without it until it does",
                    name,
                    problem);
            recoverInBackground();
        }
    }

    /// The session for invalidations, null while the breaker is open.
    @Nullable Session writable() {
        return writable;
    }

    /// The session for everything else, null while the breaker is not closed.
    @Nullable Session session() {
        return session;
    }

    Standing standing() {
        return standing;
    }

    /// Whether commands go to another run of a server than the log is read from. Who is right is
    /// asked anew then, by both.
    boolean isElsewhere(String followedRun) {
        Session current = session;
        if (current == null || current.runId().equals(followedRun)) {
            return false;
        }
        trip(current, "its log is followed on another server");
        return true;
    }

    void succeeded() {
        if (failures.get() != 0) {
            failures.set(0);
        }
    }

    /// Takes note of a command that was not answered.
    void failed(Session used, Reply.None<?> why) {
        switch (why.cause()) {
            case LOST -> trip(used, why.reason());
            case LATE -> {
                if (!used.isOpen()) {
                    trip(used, why.reason());
                } else if (isSlow()) {
                    rest(used, failures.get() + " failures in a row, the last: " + why.reason());
                }
            }
            case REFUSED, INTERRUPTED -> {
                // It answers, or nobody waited for it.
            }
        }
    }

    /// Whether enough reads in a row were too slow for long enough: a short pause of this process
    /// or of the server makes many callers miss their budgets at once.
    private boolean isSlow() {
        int inARow = failures.incrementAndGet();
        if (inARow == 1) {
            slowSinceMillis = clock.millis();
        }
        return inARow >= options.failuresToOpen()
                && clock.millis() - slowSinceMillis >= SLOW.toMillis();
    }

    /// Notes an invalidation that was not acknowledged; from here on nobody uses L2 until it has
    /// been repeated.
    <T> T defer(Supplier<T> note, String reason) {
        lock.lock();
        try {
            T noted = note.get();
            Session current = session == null ? resting : session;
            if (current != null) {
                trip(current, "an invalidation was not acknowledged: " + reason);
            }
            return noted;
        } finally {
            lock.unlock();
        }
    }

    /// Nobody reads from a server that is slow. Invalidations still go to it: they may take longer
    /// than a read, and one that is not sent costs the other nodes more than one that is late.
    private void rest(Session slow, String reason) {
        locked(() -> {
            if (slow.equals(session)) {
                session = null;
                resting = slow;
                rests = 0;
                open(reason);
            }
        });
    }

    private void trip(Session failed, String reason) {
        lock.lock();
        try {
            if (!failed.equals(session) && !failed.equals(resting)) {
                return;
            }
            session = null;
            resting = null;
            writable = null;
            open(reason);
        } finally {
            lock.unlock();
            failed.end();
        }
    }

    private void open(String reason) {
        boolean stable = Duration.between(standing.since(), clock.instant()).compareTo(STABLE) >= 0;
        attempt = stable ? 0 : attempt;
        enter(State.OPEN, reason);
        if (closed.getCount() == 0) {
            return;
        }
        log.warn(
                "L2 at {} is left alone: {}. The caches work without it; it is tried again every"
                        + " {} ms at most",
                name,
                reason,
                options.reconnect().max().toMillis());
        if (!recovering) {
            recovering = true;
            recoverInBackground();
        }
    }

    /// On a platform thread: virtual ones may starve it while they keep all carriers busy.
    private void recoverInBackground() {
        Thread.ofPlatform().daemon().name("headroom-redis-recovery").start(this::recover);
    }

    private void recover() {
        try {
            while (!pause()) {
                locked(() -> enter(State.HALF_OPEN, standing.detail()));
                String problem = probe();
                if (problem.isEmpty()) {
                    return;
                }
                locked(() -> enter(State.OPEN, problem));
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
        Session rested = resting;
        if (rested != null) {
            return probe(rested);
        }
        StatefulRedisConnection<String, byte[]> connection;
        try {
            connection = connector.connect();
        } catch (RuntimeException e) { // whatever it is, the next probe comes
            return String.valueOf(e.getCause() == null ? e : e.getCause());
        }
        String problem = probe(connection);
        if (!problem.isEmpty()) {
            writable = null;
            var _ = Session.end(connection);
        }
        return problem;
    }

    /// Takes a slow server back if it is quick again; a connection that stays slow is given up.
    private String probe(Session rested) {
        if (rested.call(options.probeBudget(), redis -> redis.ping())
                instanceof Reply.None<String>(_, String reason)) {
            if (++rests >= MOST_RESTS) {
                trip(rested, "still too slow: " + reason);
            }
            return "too slow: " + reason;
        }
        return install(rested) ? "" : "an invalidation is pending";
    }

    private String probe(StatefulRedisConnection<String, byte[]> connection) {
        try {
            Session fresh = Session.over(connection, node, options.connectTimeout());
            if (fresh.call(options.probeBudget(), redis -> redis.ping())
                    instanceof Reply.None<String>(_, String reason)) {
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
            do {
                String problem = backlog.prepare(fresh);
                if (!problem.isEmpty()) {
                    return problem;
                }
                if (!fresh.equals(writable)) {
                    return "the connection was lost";
                }
            } while (!install(fresh));
            if (!connection.isOpen() || closed.getCount() == 0) {
                // Before the listener, or the one who closes, could know the session.
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
            // A rested session may have been given up meanwhile.
            if (!backlog.isEmpty() || !fresh.equals(writable)) {
                return false;
            }
            failures.set(0);
            recovering = false;
            resting = null;
            session = fresh;
            Instant opened = standing.since();
            enter(State.CLOSED, name);
            log.info(
                    "L2 at {} is in use{}",
                    name,
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

    private void locked(Runnable change) {
        lock.lock();
        try {
            change.run();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        closed.countDown();
        Session current = session == null ? resting : session;
        if (current != null) {
            trip(current, "closed");
            current.endNow();
        }
    }
}
