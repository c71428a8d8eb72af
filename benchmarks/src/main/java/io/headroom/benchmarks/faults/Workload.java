package io.headroom.benchmarks.faults;

import io.headroom.benchmarks.subject.Source;
import io.headroom.benchmarks.subject.Subject;
import io.headroom.test.StaleJournal;
import io.headroom.test.Zipf;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;

/// What a node does to its cache, the same for every system: reads, and changes of rows with the
/// invalidations that belong to them, at a steady rate.
final class Workload implements Source {

    private static final int THREADS = 8;
    private static final double ZIPF_EXPONENT = 0.99;
    private static final int FAILURES_KEPT = 8;

    private final NodePlan plan;
    private final Database database;
    private final StaleJournal journal;
    private final LongSupplier nanoTime;
    private final Zipf zipf;
    private final Timeline reads;
    private final Timeline loads;
    private final Histogram latencies = new Histogram();
    private final LongAdder readErrors = new LongAdder();
    private final LongAdder writes = new LongAdder();
    private final LongAdder unacknowledged = new LongAdder();
    private final LongAdder drafts = new LongAdder();
    private final AtomicIntegerArray loadsByKey;
    private final Map<String, LongAdder> failures = new ConcurrentHashMap<>();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;
    private volatile long loadDelayNanos;
    private volatile double rollBackShare;
    private volatile Row[] snapshot = new Row[0];

    Workload(NodePlan plan, Database database, StaleJournal journal, LongSupplier nanoTime) {
        this.plan = plan;
        this.database = database;
        this.journal = journal;
        this.nanoTime = nanoTime;
        zipf = new Zipf(plan.keys(), ZIPF_EXPONENT);
        reads = new Timeline(plan.beganNanos());
        loads = new Timeline(plan.beganNanos());
        loadsByKey = new AtomicIntegerArray(plan.keys());
    }

    /// The loader of the cache. What it returns was read before the delay: a slow load.
    @Override
    public String load(String key) throws Exception {
        int id = Integer.parseInt(key);
        Row[] known = snapshot;
        if (known.length > 0) {
            return known[id].text();
        }
        loads.count(nanoTime.getAsLong());
        loadsByKey.incrementAndGet(id);
        Row row = database.find(id);
        long delay = loadDelayNanos;
        if (delay > 0) {
            LockSupport.parkNanos(delay);
        }
        return row.text();
    }

    /// Reads all keys of this node's share, before anything is changed, so that the cache is full;
    /// the database is asked once for all.
    void fill(Subject subject, int nodes) throws Exception {
        snapshot = database.findAll(plan.keys());
        List<Thread> fillers = new ArrayList<>();
        for (int thread = 0; thread < THREADS; thread++) {
            int first = plan.number() * THREADS + thread;
            fillers.add(
                    Thread.ofPlatform()
                            .start(() -> {
                                for (int id = first; id < plan.keys(); id += nodes * THREADS) {
                                    readQuietly(subject, Integer.toString(id));
                                }
                            }));
        }
        for (Thread filler : fillers) {
            filler.join();
        }
        snapshot = new Row[0];
    }

    private void readQuietly(Subject subject, String key) {
        try {
            subject.read(key);
        } catch (Exception e) {
            failed("fill", e);
        }
    }

    void start(Subject subject) {
        running = true;
        for (int i = 0; i < THREADS; i++) {
            SplittableRandom random =
                    new SplittableRandom(plan.seed() + 1_000L * plan.number() + i);
            threads.add(Thread.ofPlatform().name("worker-" + i).start(() -> work(subject, random)));
        }
    }

    private void work(Subject subject, SplittableRandom random) {
        long interval = 1_000_000_000L * THREADS / plan.operationsPerSecond();
        long next = nanoTime.getAsLong() + random.nextLong(interval);
        while (running) {
            long ahead = next - nanoTime.getAsLong();
            if (ahead > 0) {
                LockSupport.parkNanos(ahead);
                continue;
            }
            // Who was held up does not catch up.
            next = Math.max(next + interval, nanoTime.getAsLong());
            int id = zipf.next(random);
            if (random.nextDouble() < plan.readShare()) {
                read(subject, id);
            } else if (random.nextDouble() < rollBackShare) {
                rollBack(subject, id);
            } else {
                write(subject, id);
            }
        }
    }

    private void read(Subject subject, int id) {
        String key = Integer.toString(id);
        long began = journal.readBegins();
        try {
            Row row = Row.of(subject.read(key));
            long ended = nanoTime.getAsLong();
            journal.observed(key, row.version(), began);
            if (row.draft()) {
                drafts.increment();
            }
            latencies.add(ended - began);
            reads.count(ended);
        } catch (Exception e) {
            latencies.add(nanoTime.getAsLong() - began);
            readErrors.increment();
            failed("read", e);
        }
    }

    private void write(Subject subject, int id) {
        try {
            long version = database.update(id);
            writes.increment();
            if (invalidated(subject, id)) {
                journal.acknowledged(Integer.toString(id), version);
            } else {
                unacknowledged.increment();
            }
        } catch (Exception e) {
            failed("database", e);
        }
    }

    private void rollBack(Subject subject, int id) {
        try {
            database.rollBack(id, () -> invalidated(subject, id));
        } catch (Exception e) {
            failed("database", e);
        }
    }

    private boolean invalidated(Subject subject, int id) {
        try {
            return subject.invalidate(Integer.toString(id));
        } catch (Exception e) {
            failed("invalidate", e);
            return false;
        }
    }

    /// Changes every row at once and invalidates them all.
    ///
    /// @return what it took, without the change: milliseconds, or -1 when it was not acknowledged
    long changeAll(Subject subject, List<String> keys) throws Exception {
        database.updateAll();
        // Later changes of single rows only raise the versions: these are the least to be seen.
        Row[] rows = database.findAll(plan.keys());
        long began = nanoTime.getAsLong();
        boolean acknowledged;
        try {
            acknowledged = subject.invalidateAll(keys);
        } catch (Exception e) {
            failed("invalidateAll", e);
            acknowledged = false;
        }
        long millis = (nanoTime.getAsLong() - began) / 1_000_000;
        if (!acknowledged) {
            unacknowledged.increment();
            return -1;
        }
        for (int id = 0; id < rows.length; id++) {
            journal.acknowledged(Integer.toString(id), rows[id].version());
        }
        return millis;
    }

    /// From here on errors, latencies and loads by key count.
    void faultBegins() {
        latencies.clear();
        readErrors.reset();
        for (int i = 0; i < loadsByKey.length(); i++) {
            loadsByKey.set(i, 0);
        }
    }

    void loadDelay(long millis) {
        loadDelayNanos = millis * 1_000_000;
    }

    void rollBackShare(double share) {
        rollBackShare = share;
    }

    void stop() throws InterruptedException {
        running = false;
        for (Thread thread : threads) {
            thread.join();
        }
    }

    /// Reads all keys, and compares with what the database holds; nothing must be changed
    /// meanwhile.
    ///
    /// @return the keys of which something else was served
    int[] sweep(Subject subject) throws Exception {
        Row[] rows = database.findAll(plan.keys());
        List<Integer> wrong = new ArrayList<>();
        for (int id = 0; id < rows.length; id++) {
            String key = Integer.toString(id);
            long began = journal.readBegins();
            try {
                Row row = Row.of(subject.read(key));
                journal.observed(key, row.version(), began);
                if (row.version() != rows[id].version()) {
                    wrong.add(id);
                }
            } catch (Exception e) {
                failed("sweep", e);
            }
        }
        return wrong.stream().mapToInt(Integer::intValue).toArray();
    }

    private void failed(String what, Exception e) {
        String message = what + ": " + e.getClass().getSimpleName();
        if (failures.size() < FAILURES_KEPT || failures.containsKey(message)) {
            failures.computeIfAbsent(message, m -> new LongAdder()).increment();
        }
    }

    NodeReport report(List<int[]> sweeps) {
        int[] byKey = new int[loadsByKey.length()];
        for (int i = 0; i < byKey.length; i++) {
            byKey[i] = loadsByKey.get(i);
        }
        List<String> examples = new ArrayList<>();
        new TreeMap<>(failures).forEach((what, times) -> examples.add(what + " × " + times));
        return new NodeReport(
                reads.toArray(),
                loads.toArray(),
                readErrors.sum(),
                writes.sum(),
                unacknowledged.sum(),
                drafts.sum(),
                byKey,
                latencies.toArray(),
                sweeps,
                examples);
    }
}
