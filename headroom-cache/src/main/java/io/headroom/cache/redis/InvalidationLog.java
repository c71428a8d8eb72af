package io.headroom.cache.redis;

import static io.headroom.cache.redis.Script.bytes;
import static io.headroom.cache.redis.Script.string;

import io.headroom.cache.L2Listener;
import io.lettuce.core.RedisException;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the log of invalidations, a Redis stream, on a connection and a thread of its own; a
/// platform thread, since virtual ones may starve it while they keep all carriers busy.
///
/// The events are numbered without gaps. Whoever reads a number that is not the next one has missed
/// something (the log was trimmed, lost or set back) and empties L1; so does whoever finds another
/// run of the server. A lost connection alone loses nothing: reading goes on after the last event.
final class InvalidationLog implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(InvalidationLog.class);

    /// How long one question waits for an event; also how often an idle node asks.
    private static final Duration BLOCK = Duration.ofSeconds(1);

    private static final Duration LATE = Duration.ofSeconds(1);
    private static final int BATCH = 512;

    private final RedisOptions options;
    private final Supplier<StatefulRedisConnection<String, byte[]>> connector;
    private final String node;
    private final long length;
    private final Map<String, L2Listener> listeners = new ConcurrentHashMap<>();
    private final CountDownLatch closed = new CountDownLatch(1);

    private volatile boolean connected;

    // The follower's alone.
    private String runId = "";
    private String position = "";
    private long sequence;

    InvalidationLog(
            RedisOptions options,
            Supplier<StatefulRedisConnection<String, byte[]>> connector,
            String node,
            long length) {
        this.options = options;
        this.connector = connector;
        this.node = node;
        this.length = length;
    }

    /// Joins on this thread if Redis answers, and follows in the background.
    void start() {
        Session session = joined();
        Thread.ofPlatform().daemon().name("headroom-invalidation-log").start(() -> run(session));
    }

    void listen(String cache, L2Listener listener) {
        listeners.put(cache, listener);
    }

    boolean connected() {
        return connected;
    }

    private void run(@Nullable Session first) {
        Session session = first;
        try {
            for (int attempt = 1; closed.getCount() > 0; attempt++) {
                if (session != null) {
                    followed(session);
                    attempt = 1;
                }
                Duration pause =
                        options.reconnect()
                                .pause(Math.min(attempt, 30), ThreadLocalRandom.current());
                if (closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
                session = joined();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void followed(Session session) {
        try {
            follow(session);
        } catch (RuntimeException e) {
            log.warn("The log of invalidations holds what is no event; it is joined anew", e);
            connected = false;
            runId = "";
            session.end();
        }
    }

    /// A session from which reading can go on, null when there is none to be had.
    private @Nullable Session joined() {
        StatefulRedisConnection<String, byte[]> connection;
        try {
            connection = connector.get();
        } catch (RuntimeException e) {
            return null; // The link tells of it.
        }
        try {
            Session session = Session.over(connection, options.connectTimeout());
            if (!session.runId().equals(runId)) {
                join(session);
            }
            connected = true;
            return session;
        } catch (RuntimeException e) {
            Session.end(connection);
            return null;
        }
    }

    /// Leaves a mark in the log, from which reading begins. What was kept before may have been
    /// invalidated unheard.
    private void join(Session session) {
        String[] at = {Keys.log(options.keyPrefix()), Keys.sequence(options.keyPrefix())};
        switch (session.list(
                options.connectTimeout(),
                Script.JOIN,
                at,
                bytes(Long.toString(length)),
                bytes(node))) {
            case Reply.Value<List<Object>>(var mark) -> {
                position = string((byte[]) mark.get(0));
                sequence = Long.parseLong(string((byte[]) mark.get(1)));
                runId = session.runId();
                listeners.values().forEach(L2Listener::gap);
            }
            case Reply.None<List<Object>>(String reason) -> throw new RedisException(reason);
        }
    }

    /// Reads until the connection fails.
    @SuppressWarnings("unchecked") // an array of one generic offset, by Lettuce's signature
    private void follow(Session session) {
        XReadArgs args = XReadArgs.Builder.block(BLOCK).count(BATCH);
        String key = Keys.log(options.keyPrefix());
        while (closed.getCount() > 0) {
            StreamOffset<String> after = StreamOffset.from(key, position);
            switch (session.call(BLOCK.plus(LATE), redis -> redis.xread(args, after))) {
                case Reply.Value<List<StreamMessage<String, byte[]>>>(var events) ->
                        events.forEach(this::apply);
                case Reply.None<List<StreamMessage<String, byte[]>>>(String reason) -> {
                    connected = false;
                    log.debug("The log of invalidations is not readable: {}", reason);
                    session.end();
                    return;
                }
            }
        }
        session.end();
    }

    private void apply(StreamMessage<String, byte[]> event) {
        Map<String, byte[]> fields = event.getBody();
        long number = Long.parseLong(text(fields, "s"));
        if (number != sequence + 1) {
            log.warn(
                    "The log of invalidations has a gap, {} follows {}: L1 is emptied",
                    number,
                    sequence);
            listeners.values().forEach(L2Listener::gap);
        }
        position = event.getId();
        sequence = number;
        L2Listener listener = listeners.get(text(fields, "c"));
        if (listener == null || text(fields, "n").equals(node)) {
            return;
        }
        if (fields.containsKey("k")) {
            listener.invalidated(text(fields, "k"));
        } else {
            listener.cleared();
        }
    }

    private static String text(Map<String, byte[]> fields, String name) {
        byte[] value = fields.get(name);
        return value == null ? "" : string(value);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
