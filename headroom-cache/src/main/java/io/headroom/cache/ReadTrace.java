package io.headroom.cache;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/// What a piece of work read from caches, so that its result can be kept for exactly as long as all
/// of that is still what the caches would answer.
///
/// ```java
/// ReadTrace trace = caches.trace();
/// Page page = trace.of(() -> render(request));
/// if (trace.isComplete()) { keep(page, trace); }
/// // later, at each use
/// if (kept.trace().isCurrent()) { serve(kept.page()); }
/// ```
///
/// The trace watches the entries of the first tier that were read, without holding their values. It
/// is current while each of them is fresh, coherent, and neither its key nor one of its tags was
/// invalidated; so it ends, too, when one of them is loaded anew while it is there. One that was
/// evicted is watched further, by a counter that its key shares with others: then an invalidation
/// of one of those may end the trace, too. A read whose value the first tier did not take (a stale
/// value, a load that an invalidation overtook, a value that must not be cached) makes the trace
/// incomplete: nobody would tell when the result is out of date.
///
/// What runs in [#of] is traced on its own thread; a load that a cache runs elsewhere counts as
/// what it loads. Written by one thread, then read by any.
public final class ReadTrace {

    /// More reads than that are not followed.
    static final int MOST_READS = 512;

    private static final ReadTrace NONE = new ReadTrace(new TagClock(), () -> 0);
    private static final ScopedValue<ReadTrace> CURRENT = ScopedValue.newInstance();

    /// How many traces are being written in this process: while there is none, a read of a cache
    /// need not look for its own, which would cost a third of a hit.
    private static final AtomicInteger WRITTEN = new AtomicInteger();

    private final TagClock clock;
    private final LongSupplier nanos;
    private final long tagTime;
    private final List<Watch> reads = new ArrayList<>();
    private List<String> ownTags = List.of();
    private boolean complete = true;
    private long freshUntilNanos;
    private boolean bounded;

    ReadTrace(TagClock clock, LongSupplier nanos) {
        this.clock = clock;
        this.nanos = nanos;
        tagTime = clock.now();
    }

    static ReadTrace current() {
        return WRITTEN.get() == 0 ? NONE : CURRENT.orElse(NONE);
    }

    /// Does the work and notes what it reads.
    ///
    /// @throws X what the work throws
    public <T extends @Nullable Object, X extends Throwable> T of(ScopedValue.CallableOp<T, X> work)
            throws X {
        WRITTEN.incrementAndGet();
        try {
            return ScopedValue.where(CURRENT, this).call(work);
        } finally {
            WRITTEN.decrementAndGet();
        }
    }

    /// Adds tags to the result itself: it is no longer current once one of them is invalidated
    /// after this trace began, whatever was read.
    ///
    /// @throws IllegalArgumentException when a tag is malformed
    public void tag(Collection<String> tags) {
        List<String> all = new ArrayList<>(ownTags);
        all.addAll(tags);
        ownTags = Tags.wellFormed(all);
    }

    boolean isTracing() {
        return this != NONE;
    }

    void read(Entry<?> entry) {
        if (reads.size() == MOST_READS) {
            complete = false;
            return;
        }
        reads.add(entry.watch());
        if (!bounded || entry.expiresAtNanos - freshUntilNanos < 0) {
            freshUntilNanos = entry.expiresAtNanos;
            bounded = true;
        }
    }

    void readUntraceable() {
        if (isTracing()) {
            complete = false;
        }
    }

    /// Whether the fate of everything that was read is known.
    public boolean isComplete() {
        return complete;
    }

    /// Whether every read would still be answered as it was, so that the result may be used. Cheap:
    /// some comparisons for each read. Where it once was false, it stays so, but for a coherence
    /// lease that comes back.
    public boolean isCurrent() {
        long now = nanos.getAsLong();
        return isFresh(now) && isCoherent(now) && isNotInvalidated();
    }

    /// As [#isCurrent], but for the time to live, which may be over: nothing that was read is known
    /// to be wrong.
    public boolean isNotInvalidatedAndCoherent() {
        return isCoherent(nanos.getAsLong()) && isNotInvalidated();
    }

    private boolean isFresh(long now) {
        return !bounded || now - freshUntilNanos < 0;
    }

    private boolean isCoherent(long now) {
        for (int i = 0; i < reads.size(); i++) {
            if (!reads.get(i).coherence.holds(now)) {
                return false;
            }
        }
        return true;
    }

    private boolean isNotInvalidated() {
        for (int i = 0; i < reads.size(); i++) {
            if (!reads.get(i).holds(clock)) {
                return false;
            }
        }
        return clock.admits(ownTags, tagTime);
    }

    /// How long the first of the values that were read stays fresh; empty time when it is over, and
    /// the longest there is when nothing was read.
    public Duration freshFor() {
        return bounded
                ? Duration.ofNanos(Math.max(0, freshUntilNanos - nanos.getAsLong()))
                : Duration.ofNanos(Long.MAX_VALUE);
    }

    /// The tags of all that was read, and its own.
    public SortedSet<String> tags() {
        TreeSet<String> tags = new TreeSet<>(ownTags);
        for (Watch read : reads) {
            tags.addAll(read.tags);
        }
        return Collections.unmodifiableSortedSet(tags);
    }

    /// How many reads of caches were noted.
    public int reads() {
        return reads.size();
    }
}
