package io.headroom.http.timing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/// The time of one thread, divided without gap or overlap: the thread is in one part at a time, and
/// a change of part books what has passed.
///
/// Only the thread itself changes the figures; the thread that waits for it reads them, which may
/// be in the middle of a change. What is read then is off by at most the change under way, and what
/// is made of it is bounded by the time waited.
final class RecordedProfile implements RequestProfile {

    private static final ScopedValue<RecordedProfile> CURRENT = ScopedValue.newInstance();

    private final LongSupplier nanoTime;
    private final Notes notes;
    private final Supplier<String> route;
    private final AtomicLongArray spent = new AtomicLongArray(Part.COUNT);

    /// The threads that work for this one; seen by this thread only.
    private final List<RecordedProfile> branches = new ArrayList<>(0);

    private volatile String endpoint = "";
    private volatile Part part;
    private volatile long since;
    private volatile boolean running;
    private volatile boolean ended;
    private volatile Thread thread = Thread.currentThread();

    RecordedProfile(LongSupplier nanoTime, Supplier<String> route) {
        this(nanoTime, new Notes(), route, Part.REST);
        since = nanoTime.getAsLong();
        running = true;
    }

    private RecordedProfile(
            LongSupplier nanoTime, Notes notes, Supplier<String> route, Part first) {
        this.nanoTime = nanoTime;
        this.notes = notes;
        this.route = route;
        part = first;
    }

    /// A scoped value may be inherited by threads that nobody gave a profile of their own.
    static RequestProfile ofThisThread() {
        if (!CURRENT.isBound()) {
            return NoProfile.INSTANCE;
        }
        RecordedProfile bound = CURRENT.get();
        return bound.isOfThisThread() ? bound : NoProfile.INSTANCE;
    }

    @SuppressWarnings("ReferenceEquality") // a thread is itself alone
    private boolean isOfThisThread() {
        return thread == Thread.currentThread();
    }

    @Override
    public <T, X extends Throwable> T call(ScopedValue.CallableOp<? extends T, X> work) throws X {
        thread = Thread.currentThread();
        return ScopedValue.where(CURRENT, this).call(work);
    }

    @Override
    public Span begin(Part next) {
        Part outer = part;
        changeTo(next);
        return () -> changeTo(outer);
    }

    private void changeTo(Part next) {
        long now = nanoTime.getAsLong();
        long passed = now - since;
        Part ended = part;
        since = now;
        part = next;
        book(ended, passed);
    }

    private void book(Part to, long nanos) {
        spent.setRelease(to.index(), spent.getPlain(to.index()) + nanos);
    }

    @Override
    public Span awaitLoad() {
        long[] before = spentByBranches();
        Part outer = part;
        changeTo(Part.LOAD);
        return () -> endWait(before, outer);
    }

    private void endWait(long[] before, Part next) {
        long now = nanoTime.getAsLong();
        long waited = now - since;
        since = now;
        part = next;
        long[] explained = spentByBranches();
        long total = 0;
        for (int i = 0; i < explained.length; i++) {
            explained[i] = Math.max(0, explained[i] - before[i]);
            total += explained[i];
        }
        // Loads that ran side by side explain more than the time that passed.
        double share = total > waited ? (double) waited / total : 1;
        long unexplained = waited;
        for (Part each : Part.values()) {
            long nanos = (long) (explained[each.index()] * share);
            book(each, nanos);
            unexplained -= nanos;
        }
        book(Part.LOAD, unexplained);
    }

    private long[] spentByBranches() {
        long[] sum = new long[Part.COUNT];
        for (RecordedProfile branch : branches) {
            branch.addTo(sum);
        }
        return sum;
    }

    private void addTo(long[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += spent.getAcquire(i);
        }
        if (running) {
            sum[part.index()] += Math.max(0, nanoTime.getAsLong() - since);
        }
    }

    @Override
    public Runnable carry(Runnable task) {
        // The request may have ended, and its object serve another one, while the task still runs.
        String known = endpoint();
        RecordedProfile branch = new RecordedProfile(nanoTime, notes, () -> known, Part.LOAD);
        branches.removeIf(each -> each.ended);
        branches.add(branch);
        return () -> {
            if (isOfThisThread()) {
                try (var _ = begin(Part.LOAD)) {
                    task.run();
                }
            } else {
                branch.run(task);
            }
        };
    }

    private void run(Runnable task) {
        since = nanoTime.getAsLong();
        running = true;
        try {
            call(() -> {
                task.run();
                return Boolean.TRUE;
            });
        } finally {
            changeTo(Part.LOAD);
            running = false;
            ended = true;
        }
    }

    @Override
    public String endpoint() {
        String known = endpoint;
        if (known.isEmpty()) {
            known = route.get();
            endpoint = known;
        }
        return known;
    }

    @Override
    public Split split() {
        long[] sum = new long[Part.COUNT];
        addTo(sum);
        return new Split(sum);
    }

    @Override
    public void statement(String sql, long nanos, boolean failed) {
        notes.statement(sql, nanos, failed);
    }

    @Override
    public void cacheRead(String cache, int hits, int misses) {
        notes.cacheRead(cache, hits, misses);
    }

    @Override
    public List<StatementTime> slowestStatements(int most) {
        return notes.slowest(most);
    }

    @Override
    public List<CacheReads> cacheReads() {
        return notes.caches();
    }
}
