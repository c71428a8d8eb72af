package io.headroom.postgres.pool;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// When the database went away and came back. A failed statement raises a suspicion; an outage
/// begins when the watch's own connection finds nobody, so that one killed backend is none. Safe
/// for use by many threads.
final class Outages {

    private static final Logger LOG = LoggerFactory.getLogger(Outages.class);
    private static final int MOST = 20;

    /// A suspicion that no look confirmed.
    private static final Duration FORGOTTEN = Duration.ofSeconds(30);

    private final String pool;
    private final Deque<Outage> ended = new ArrayDeque<>();
    private long count;
    private volatile @Nullable Instant suspicion;
    private volatile @Nullable Outage open;
    private volatile long openedNanos;

    Outages(String pool) {
        this.pool = pool;
    }

    boolean open() {
        return open != null;
    }

    boolean suspected() {
        return suspicion != null;
    }

    void failed(Instant now) {
        Instant known = suspicion;
        if (open == null
                && (known == null || Duration.between(known, now).compareTo(FORGOTTEN) > 0)) {
            suspicion = now;
        }
    }

    /// Whether an outage lasts that was known when something began: what ended well only after the
    /// database had gone proves nothing.
    boolean openSince(long beganNanos) {
        return open != null && beganNanos - openedNanos > 0;
    }

    /// A statement that began during the outage succeeded on a borrowed connection.
    synchronized void succeeded(Instant now) {
        Outage known = open;
        if (known != null) {
            Instant back = known.databaseBack();
            Outage over =
                    new Outage(
                            known.began(),
                            back == null || back.isAfter(now) ? now : back,
                            now,
                            known.problem());
            open = null;
            ended.addFirst(over);
            while (ended.size() > MOST) {
                ended.removeLast();
            }
            LOG.warn(
                    "{}: the database was away for {} s; the pool worked {} s after its return",
                    pool,
                    over.outageSeconds(),
                    over.recoverySeconds());
        }
    }

    /// The watch's own connection asked.
    synchronized void looked(
            Instant now, long nowNanos, boolean reachable, boolean away, String problem) {
        Outage known = open;
        if (reachable) {
            suspicion = null;
            if (known != null && known.databaseBack() == null) {
                open = new Outage(known.began(), now, null, known.problem());
            }
        } else if (known == null && away) {
            Instant suspected = suspicion;
            suspicion = null;
            count++;
            openedNanos = nowNanos;
            open = new Outage(suspected == null ? now : suspected, null, null, problem);
        } else if (known != null && away && known.databaseBack() != null) {
            open = new Outage(known.began(), null, null, problem);
        }
    }

    synchronized long count() {
        return count;
    }

    /// The one that lasts and the last that ended, the latest first.
    synchronized List<Outage> latest() {
        Outage known = open;
        if (known == null) {
            return List.copyOf(ended);
        }
        Deque<Outage> all = new ArrayDeque<>(ended);
        all.addFirst(known);
        return List.copyOf(all);
    }
}
