package io.headroom.jobs;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A queue on one node: claims jobs ahead of need, and starts them as places and the rate allow.
///
/// How far ahead adapts: claims that were used up within 50 ms double the next one, those that
/// lasted 200 ms halve it. So thousands of short jobs come with one statement, and long ones are
/// left to other nodes.
///
/// Tenants take turns by deficit round robin (Shreedhar, Varghese 1995) with jobs as the unit: each
/// claim takes equally of the lanes that have something, and goes on with the next lanes where the
/// last claim ended.
final class QueueRunner {

    private static final Logger LOG = LoggerFactory.getLogger(QueueRunner.class);
    private static final int MOST_AHEAD = 1_000;
    private static final int MOST_LANES = 64;
    private static final int LANES_REMEMBERED = 10_000;
    private static final long SHORT_NANOS = 50_000_000;
    private static final long LONG_NANOS = 200_000_000;
    private static final long PAUSE_NANOS = 200_000_000;

    private final QueueOptions queue;
    private final String[] kinds;
    private final Node node;
    private final Held held;
    private final Database database;
    private final Runs runs;
    private final LongSupplier nanos;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Thread thread;

    private final Deque<Lease> claimed = new ArrayDeque<>();
    private final Map<String, LaneCursor> cursors = new HashMap<>();
    private final Deque<LaneCursor> active = new ArrayDeque<>();
    private final Map<String, Boolean> woken = new HashMap<>();
    private final RateLimit rate;
    private int running;
    private int granted;
    private int ahead;
    private long claimedAtNanos;
    private boolean paused;
    private boolean stopping;
    private boolean claiming;

    QueueRunner(
            QueueOptions queue,
            String[] kinds,
            Node node,
            Held held,
            Database database,
            Runs runs,
            LongSupplier nanos) {
        this.queue = queue;
        this.kinds = kinds.clone();
        this.node = node;
        this.held = held;
        this.database = database;
        this.runs = runs;
        this.nanos = nanos;
        this.granted = queue.clusterConcurrency() == 0 ? Integer.MAX_VALUE : 0;
        this.rate = new RateLimit(queue.ratePerSecond() == 0, nanos);
        this.thread =
                Thread.ofPlatform()
                        .daemon()
                        .name("headroom-jobs-" + queue.name())
                        .unstarted(this::claimOn);
    }

    QueueOptions queue() {
        return queue;
    }

    void start() {
        thread.start();
    }

    /// Something may be ready in these lanes.
    void signal(Collection<String> lanes) {
        lock.lock();
        try {
            for (String lane : lanes) {
                woken.put(lane, true);
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    void pause(boolean whether) {
        lock.lock();
        try {
            if (paused != whether) {
                paused = whether;
                changed.signalAll();
            }
            if (whether) {
                giveBack();
            }
        } finally {
            lock.unlock();
        }
    }

    /// What of the limits for the whole cluster this node has.
    void grant(int slots, double perSecond) {
        lock.lock();
        try {
            granted = queue.clusterConcurrency() == 0 ? Integer.MAX_VALUE : slots;
            rate.set(perSecond);
            startClaimed();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Starts what waits for the rate's next token.
    void tick() {
        lock.lock();
        try {
            startClaimed();
            if (claimed.isEmpty() && !rate.isUnlimited()) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    int running() {
        lock.lock();
        try {
            return running;
        } finally {
            lock.unlock();
        }
    }

    /// Claims nothing more, and gives back what did not start.
    void stop() {
        lock.lock();
        try {
            stopping = true;
            while (claiming) {
                changed.awaitUninterruptibly();
            }
            giveBack();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void giveBack() {
        for (Lease lease = claimed.poll(); lease != null; lease = claimed.poll()) {
            runs.giveBack(lease);
        }
    }

    private int places() {
        return Math.min(queue.concurrency(), granted);
    }

    private void claimOn() {
        while (true) {
            try {
                if (!claimOnce()) {
                    return;
                }
            } catch (Throwable e) {
                // Memory that was gone comes back; this thread would not.
                LOG.debug("cannot claim jobs of the queue {}", queue.name(), e);
                rest();
            }
        }
    }

    private boolean claimOnce() throws SQLException {
        List<LaneCursor> lanes;
        int each;
        lock.lock();
        try {
            while (!stopping && !worthwhile()) {
                changed.awaitUninterruptibly();
            }
            if (stopping) {
                return false;
            }
            adapt();
            activate();
            int wanted =
                    Math.min(
                            rate.burst(), Math.max(1, places() - running + ahead - claimed.size()));
            int count = Math.min(Math.min(active.size(), MOST_LANES), wanted);
            each = Integer.highestOneBit(Math.max(1, Math.min(wanted, 2 * MOST_AHEAD) / count));
            lanes = new ArrayList<>(count);
            for (int i = 0; i < count; i++) {
                lanes.add(active.removeFirst());
            }
            claiming = true;
        } finally {
            lock.unlock();
        }
        List<Claim.Taken> taken = List.of();
        boolean answered = false;
        try {
            taken = claim(lanes, each);
            answered = true;
        } finally {
            lock.lock();
            try {
                claiming = false;
                if (answered) {
                    took(lanes, each, taken);
                } else {
                    lanes.forEach(active::addLast);
                }
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
        return true;
    }

    /// Whether there may be something to claim, and somebody to run it soon.
    private boolean worthwhile() {
        return !paused
                && (!active.isEmpty() || !woken.isEmpty())
                && places() > 0
                && places() - running + ahead - claimed.size() > ahead / 2
                && (rate.isUnlimited() || (claimed.isEmpty() && rate.isGranted()));
    }

    private void adapt() {
        long lasted = nanos.getAsLong() - claimedAtNanos;
        if (lasted < SHORT_NANOS && claimed.size() <= ahead / 2) {
            ahead = Math.min(MOST_AHEAD, Math.max(places(), ahead * 2));
        } else if (lasted > LONG_NANOS) {
            ahead /= 2;
        }
        if (!rate.isUnlimited()) {
            ahead = 0;
        }
    }

    private void activate() {
        long now = nanos.getAsLong();
        for (String lane : woken.keySet()) {
            LaneCursor cursor = cursors.computeIfAbsent(lane, LaneCursor::new);
            cursor.wake();
            if (!active.contains(cursor)) {
                active.addLast(cursor);
            }
        }
        woken.clear();
        for (LaneCursor cursor : active) {
            cursor.rewind(now);
        }
        if (cursors.size() > LANES_REMEMBERED) {
            cursors.values().retainAll(active);
        }
    }

    private List<Claim.Taken> claim(List<LaneCursor> lanes, int each) throws SQLException {
        long id = node.id();
        if (id == Node.NONE) {
            throw new SQLException("this node's lease could not be renewed");
        }
        long began = nanos.getAsLong();
        List<Claim.Taken> taken =
                held.claiming(() -> {
                    int epoch = node.epoch();
                    List<Claim.Taken> answer =
                            database.alone(c ->
                                    Claim.take(c, id, epoch, queue.name(), kinds, lanes, each));
                    answer.forEach(job -> held.add(job.lease()));
                    return answer;
                });
        long took = nanos.getAsLong() - began;
        for (LaneCursor lane : lanes) {
            lane.scanned(took);
        }
        return taken;
    }

    /// A lane that gave less than it was asked for has no more, until somebody wakes it.
    private void took(List<LaneCursor> lanes, int each, List<Claim.Taken> taken) {
        Map<String, Integer> counts = new HashMap<>();
        for (Claim.Taken job : taken) {
            counts.merge(job.lane(), 1, Integer::sum);
            LaneCursor cursor = cursors.get(job.lane());
            if (cursor != null) {
                cursor.passed(job.lease());
            }
        }
        for (LaneCursor lane : lanes) {
            if (counts.getOrDefault(lane.lane(), 0) == each) {
                active.addLast(lane);
            }
        }
        if (!taken.isEmpty()) {
            claimedAtNanos = nanos.getAsLong();
        }
        for (Claim.Taken job : taken) {
            claimed.add(job.lease());
        }
        startClaimed();
    }

    private void startClaimed() {
        while (!claimed.isEmpty() && !stopping && !paused && running < places() && rate.take()) {
            running++;
            runs.start(claimed.removeFirst(), queue, this::ended);
        }
    }

    private void ended() {
        lock.lock();
        try {
            running--;
            startClaimed();
            if (claimed.size() <= ahead / 2) {
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    private void rest() {
        lock.lock();
        try {
            long left = PAUSE_NANOS;
            while (!stopping && left > 0) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.unlock();
        }
    }
}
