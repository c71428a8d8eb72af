package io.headroom.jobs;

import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A queue on one node: claims jobs ahead of need, and starts them as places and the rate allow.
final class QueueRunner implements Place {

    private static final Logger LOG = LoggerFactory.getLogger(QueueRunner.class);
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
    private final Lanes lanes = new Lanes();
    private final ClaimAhead ahead = new ClaimAhead();
    private final RateLimit rate;
    private int running;
    private int granted;
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
    void signal(Collection<String> names) {
        lock.lock();
        try {
            lanes.wake(names);
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
        List<LaneCursor> asked;
        int each;
        lock.lock();
        try {
            while (!stopping && !worthwhile()) {
                changed.awaitUninterruptibly();
            }
            if (stopping) {
                return false;
            }
            if (rate.isUnlimited()) {
                ahead.adapt(claimed.size(), places(), nanos.getAsLong());
            } else {
                ahead.none();
            }
            int wanted =
                    Math.min(
                            rate.burst(),
                            Math.max(1, places() - running + ahead.jobs() - claimed.size()));
            asked = lanes.next(wanted, nanos.getAsLong());
            each =
                    Integer.highestOneBit(
                            Math.max(1, Math.min(wanted, 2 * ClaimAhead.MOST) / asked.size()));
            claiming = true;
        } finally {
            lock.unlock();
        }
        List<Claim.Taken> taken = List.of();
        boolean answered = false;
        try {
            taken = claim(asked, each);
            answered = true;
        } finally {
            lock.lock();
            try {
                claiming = false;
                if (answered) {
                    took(asked, each, taken);
                } else {
                    lanes.putBack(asked);
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
                && !lanes.isQuiet()
                && places() > 0
                && places() - running + ahead.jobs() - claimed.size() > ahead.jobs() / 2
                && (rate.isUnlimited() || (claimed.isEmpty() && rate.isGranted()));
    }

    private List<Claim.Taken> claim(List<LaneCursor> asked, int each) throws SQLException {
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
                                    Claim.take(c, id, epoch, queue.name(), kinds, asked, each));
                    answer.forEach(job -> held.add(job.lease()));
                    return answer;
                });
        long took = nanos.getAsLong() - began;
        for (LaneCursor lane : asked) {
            lane.scanned(took);
        }
        return taken;
    }

    private void took(List<LaneCursor> asked, int each, List<Claim.Taken> taken) {
        lanes.took(asked, each, taken);
        if (!taken.isEmpty()) {
            ahead.claimed(nanos.getAsLong());
        }
        for (Claim.Taken job : taken) {
            claimed.add(job.lease());
        }
        startClaimed();
    }

    private void startClaimed() {
        while (!claimed.isEmpty() && !stopping && !paused && running < places() && rate.take()) {
            running++;
            runs.start(claimed.removeFirst(), queue, this);
        }
    }

    @Override
    public boolean isAwaited() {
        lock.lock();
        try {
            return !claimed.isEmpty() && !stopping && !paused && running <= places();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Optional<Lease> next() {
        lock.lock();
        try {
            if (!isAwaited() || !rate.take()) {
                return Optional.empty();
            }
            Lease lease = claimed.removeFirst();
            claimMore();
            return Optional.of(lease);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void free() {
        lock.lock();
        try {
            running--;
            startClaimed();
            claimMore();
        } finally {
            lock.unlock();
        }
    }

    private void claimMore() {
        if (ahead.isUsedUp(claimed.size())) {
            changed.signalAll();
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
