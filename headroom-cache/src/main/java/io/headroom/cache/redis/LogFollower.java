package io.headroom.cache.redis;

import static io.headroom.cache.redis.Script.bytes;

import io.headroom.cache.Coherence;
import io.headroom.cache.L2Mark;
import io.lettuce.core.StreamMessage;
import io.lettuce.core.XReadArgs;
import io.lettuce.core.XReadArgs.StreamOffset;
import io.lettuce.core.api.StatefulRedisConnection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Follows the log of a partition, on a connection and a thread of its own; a platform thread,
/// since virtual ones may starve it while they keep all carriers busy.
///
/// Each turn sends a beat, when one is due, and a blocking read behind it. When everything up to
/// the sequence in the beat's answer is applied, L1 may serve for one coherence lease from the
/// moment at which that beat was *sent*. Events are numbered without gaps. Whoever reads a number
/// that is not the next one has missed something and empties L1; so does whoever finds another
/// generation, or a log that is behind. A lost connection alone loses nothing: reading goes on
/// after the last event.
final class LogFollower implements AutoCloseable {

    private static final Logger log = LoggerFactory.getLogger(LogFollower.class);
    private static final int BATCH = 512;
    private static final String JOINING = "-";

    private final RedisOptions options;
    private final int partition;
    private final String logKey;
    private final String head;
    private final String node;
    private final RedisLink.Connector connector;
    private final RedisLink link;
    private final Subscribers subscribers;
    private final SharedClock clock;
    private final LongSupplier nanos;
    private final Coherence coherence;
    private final long leaseNanos;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final CountDownLatch tried = new CountDownLatch(1);
    private final Thread thread;

    private volatile boolean connected;
    private volatile L2Mark reached;
    private volatile long coherentSentNanos;
    private volatile Duration lag = Duration.ZERO;
    private volatile @Nullable Session session;

    // The follower's alone.
    private String generation = JOINING;
    private long position;
    private String lastId = "0-0";
    private boolean beatNow = true;
    private long beatNanos;
    private @Nullable Beat open;

    LogFollower(
            RedisOptions options,
            int partition,
            Keys keys,
            String node,
            RedisLink.Connector connector,
            RedisLink link,
            Subscribers subscribers,
            SharedClock clock,
            LongSupplier nanos) {
        this.options = options;
        this.partition = partition;
        this.logKey = keys.log();
        this.head = keys.head();
        this.node = node;
        this.connector = connector;
        this.link = link;
        this.subscribers = subscribers;
        this.clock = clock;
        this.nanos = nanos;
        leaseNanos = options.coherenceLease().toNanos();
        coherence = new Coherence(nanos.getAsLong());
        coherentSentNanos = nanos.getAsLong();
        reached = new L2Mark(partition, JOINING, 0);
        thread =
                Thread.ofPlatform().daemon().name("headroom-log-" + partition).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /// Waits until it follows, or the first attempt has failed.
    void awaitFirstTry(Duration limit) {
        try {
            var _ = tried.await(limit.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    Coherence coherence() {
        return coherence;
    }

    boolean connected() {
        return connected;
    }

    L2Mark reached() {
        return reached;
    }

    Duration lag() {
        return lag;
    }

    /// How old an invalidation can be that is not applied here.
    Duration stalenessBound() {
        return Duration.ofNanos(Math.max(0, nanos.getAsLong() - coherentSentNanos));
    }

    private void run() {
        try {
            for (int attempt = 1; closed.getCount() > 0; attempt++) {
                Session joined = joined();
                if (joined != null) {
                    attempt = follow(joined) ? 1 : attempt;
                    connected = false;
                    joined.end();
                }
                tried.countDown();
                Duration pause =
                        options.reconnect()
                                .pause(Math.min(attempt, 30), ThreadLocalRandom.current());
                if (closed.await(pause.toNanos(), TimeUnit.NANOSECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private @Nullable Session joined() {
        StatefulRedisConnection<String, byte[]> connection;
        try {
            connection = connector.connect();
        } catch (RuntimeException e) {
            return null; // The link tells of it.
        }
        try {
            Session fresh = Session.over(connection, node, options.connectTimeout());
            // A beat that Redis does not know by name would be sent again, behind a blocking read.
            var _ =
                    fresh.call(
                            options.connectTimeout(),
                            redis -> redis.scriptLoad(Script.BEAT.text()));
            session = fresh;
            return fresh;
        } catch (RuntimeException e) {
            var _ = Session.end(connection);
            return null;
        }
    }

    /// Reads until the connection fails; whether anything was heard.
    private boolean follow(Session current) {
        boolean heard = false;
        beatNow = true;
        open = null;
        try {
            while (closed.getCount() > 0) {
                String problem = turn(current);
                if (!problem.isEmpty()) {
                    log.debug("The log of partition {} is not readable: {}", partition, problem);
                    return heard;
                }
                heard = true;
            }
        } catch (RuntimeException e) {
            log.warn("The log of partition {} cannot be followed; it is joined anew", partition, e);
            generation = JOINING;
        }
        return heard;
    }

    /// One beat, when it is due, and one read. What went wrong, empty when nothing did.
    @SuppressWarnings("unchecked") // an array of one generic offset, by Lettuce's signature
    private String turn(Session current) {
        if (link.isElsewhere(current.runId())) {
            return "commands go to another server";
        }
        Duration block = options.coherenceLease().dividedBy(8);
        Duration patience = block.plus(options.coherenceLease().dividedBy(2));
        long sent = nanos.getAsLong();
        CompletableFuture<List<Object>> beat = null;
        if (beatNow || sent - beatNanos >= leaseNanos / 4) {
            beat = current.run(beat());
            beatNanos = sent;
            beatNow = false;
        }
        XReadArgs args = XReadArgs.Builder.block(block).count(BATCH);
        StreamOffset<String> after = StreamOffset.from(logKey, lastId);
        CompletableFuture<List<StreamMessage<String, byte[]>>> read =
                current.send(redis -> redis.xread(args, after));
        if (beat != null) {
            switch (Session.await(beat, patience.toNanos())) {
                case Reply.Value<List<Object>>(var answer) ->
                        answered(current, Beat.of(answer, sent, nanos.getAsLong()));
                case Reply.None<List<Object>>(_, String reason) -> {
                    return reason;
                }
            }
        }
        switch (Session.await(read, patience.toNanos())) {
            case Reply.Value<List<StreamMessage<String, byte[]>>>(var events) ->
                    apply(events == null ? List.of() : events);
            case Reply.None<List<StreamMessage<String, byte[]>>>(_, String reason) -> {
                return reason;
            }
        }
        return "";
    }

    private Session.Call beat() {
        return Session.Call.of(Script.BEAT, head, bytes(generation), bytes(position));
    }

    private void answered(Session current, Beat beat) {
        clock.heard(partition, beat);
        boolean back = beat.generation().equals(generation) && beat.sequence() < position;
        if (back) {
            // The server lost acknowledged invalidations, and with them what they voided.
            var _ = current.run(Session.Call.of(Script.VOID, head, bytes(generation)));
            gap("it went back from " + position + " to " + beat.sequence());
            moveTo(beat.sequence());
        } else if (!beat.generation().equals(generation)) {
            gap("its generation is another one");
            generation = beat.generation();
            moveTo(beat.sequence());
            // Who awaits an invalidation waits for a node that is not known to follow.
            beatNow = true;
        }
        open = beat;
        settle();
    }

    private void apply(List<StreamMessage<String, byte[]>> events) {
        for (StreamMessage<String, byte[]> message : events) {
            apply(LogEvent.of(message));
            lastId = message.getId();
        }
        Beat waiting = open;
        if (events.isEmpty() && waiting != null) {
            gap("events up to " + waiting.sequence() + " are missing");
            moveTo(waiting.sequence());
        }
        settle();
    }

    private void apply(LogEvent event) {
        if (event.sequence() < 0) {
            gap("it holds what is no event");
            return;
        }
        if (event.sequence() <= position) {
            return;
        }
        if (event.sequence() != position + 1) {
            gap(event.sequence() + " follows " + position);
        }
        if (!event.node().equals(node)) {
            lag = Duration.ofMillis(Math.max(0, clock.millis() - event.redisMillis()));
            subscribers.tell(event.content());
            // Somebody may be waiting to hear that it is applied.
            beatNow = true;
        }
        position = event.sequence();
    }

    /// Tells how far the log is applied, and extends the lease when that is as far as the beat
    /// said.
    private void settle() {
        reached = new L2Mark(partition, generation, position);
        Beat waiting = open;
        if (waiting == null || waiting.sequence() > position) {
            return;
        }
        open = null;
        coherentSentNanos = waiting.sentNanos();
        coherence.until(waiting.sentNanos() + leaseNanos);
        connected = true;
        tried.countDown();
    }

    private void moveTo(long sequence) {
        position = sequence;
        lastId = sequence + "-0";
    }

    private void gap(String why) {
        log.info("L1 is emptied by the log of partition {}: {}", partition, why);
        subscribers.gap();
    }

    @Override
    public void close() {
        closed.countDown();
        Session current = session;
        if (current != null) {
            current.endNow();
        }
        try {
            var _ = thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        coherence.until(nanos.getAsLong());
    }
}
