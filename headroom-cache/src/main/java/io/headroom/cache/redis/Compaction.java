package io.headroom.cache.redis;

import static io.headroom.cache.redis.Script.bytes;

import io.lettuce.core.KeyScanCursor;
import io.lettuce.core.ScanArgs;
import io.lettuce.core.ScanCursor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Does away with pattern barriers in the background: removes the values and leases that they void,
/// then the barriers themselves.
///
/// SCAN returns everything that was there all the time (Redis, *SCAN guarantees*). A value or lease
/// that is older than a barrier was there before it, so that none is left afterwards which the
/// barrier would have to keep from being served or filled.
final class Compaction {

    private static final Logger log = LoggerFactory.getLogger(Compaction.class);
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final int AT_A_TIME = 500;

    private final Keys keys;
    private final RedisLink link;
    private final AtomicBoolean running = new AtomicBoolean();

    Compaction(Keys keys, RedisLink link) {
        this.keys = keys;
        this.link = link;
    }

    /// Begins unless it runs.
    void begin() {
        if (running.compareAndSet(false, true)) {
            Thread.ofPlatform().daemon().name("headroom-compaction").start(this::run);
        }
    }

    private void run() {
        try {
            Session session = link.session();
            if (session != null) {
                log.debug("{} values and leases of {} are gone", compact(session), keys.head());
            }
        } catch (IllegalStateException e) {
            log.info("Barriers are compacted another time: {}", e.getMessage());
        } finally {
            running.set(false);
        }
    }

    private long compact(Session session) {
        Place before = Place.of(answer(session, Session.Call.of(Script.LOOK, keys.head())));
        List<byte[]> barriers = new ArrayList<>();
        barriers.add(bytes(before.generation()));
        value(session.call(PATIENCE, redis -> redis.hkeys(keys.barriers())))
                .forEach(sequence -> barriers.add(bytes(sequence)));
        if (barriers.size() == 1) {
            return 0;
        }
        long removed = 0;
        ScanArgs args = ScanArgs.Builder.limit(AT_A_TIME).match(keys.valuesAndLeases());
        ScanCursor cursor = ScanCursor.INITIAL;
        do {
            ScanCursor from = cursor;
            KeyScanCursor<String> found =
                    value(session.call(PATIENCE, redis -> redis.scan(from, args)));
            removed += sweep(session, found.getKeys());
            cursor = found;
        } while (!cursor.isFinished());
        var _ = answer(session, new Session.Call(Script.FORGET, List.of(keys.head()), barriers));
        return removed;
    }

    private long sweep(Session session, List<String> some) {
        if (some.isEmpty()) {
            return 0;
        }
        List<String> all = new ArrayList<>(some.size() + 1);
        all.add(keys.head());
        all.addAll(some);
        return (Long) answer(session, new Session.Call(Script.SWEEP, all, List.of())).getFirst();
    }

    private static List<Object> answer(Session session, Session.Call call) {
        return value(session.run(PATIENCE, call));
    }

    private static <T> T value(Reply<T> reply) {
        return switch (reply) {
            case Reply.Value<T>(T value) -> value;
            case Reply.None<T>(_, String reason) -> throw new IllegalStateException(reason);
        };
    }
}
