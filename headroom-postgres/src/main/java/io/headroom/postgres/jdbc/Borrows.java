package io.headroom.postgres.jdbc;

import java.sql.SQLException;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Who has a connection now, of all data sources that tell it, and who had one a moment ago. Safe
/// for use by many threads.
///
/// The place that borrowed is kept for every n-th borrow, and for every borrow of an endpoint that
/// was marked by [#suspect], so that a leak which showed once without its place shows it the next
/// time.
public final class Borrows implements ConnectionListener {

    /// Enough for what ran a moment ago on the other side of a deadlock.
    private static final int RECENT = 256;

    private static final int MOST_SUSPECTS = 100;

    private final int placeOfEvery;
    private final Set<Borrow> live = ConcurrentHashMap.newKeySet();
    private final AtomicReferenceArray<Borrow> recent = new AtomicReferenceArray<>(RECENT);
    private final AtomicInteger returns = new AtomicInteger();
    private final Map<String, Boolean> suspects = new ConcurrentHashMap<>();

    /// @param placeOfEvery 1 keeps the place of each borrow, 100 of every hundredth, 0 of none;
    ///   from 0 to 1,000,000
    public Borrows(int placeOfEvery) {
        if (placeOfEvery < 0 || placeOfEvery > 1_000_000) {
            throw new IllegalArgumentException(
                    "placeOfEvery must be from 0 to 1000000, but is " + placeOfEvery);
        }
        this.placeOfEvery = placeOfEvery;
    }

    @Override
    public void borrowed(Borrow borrow) {
        borrow.backendPid(); // cannot be asked any more when it is returned
        if (keepsPlaceOf(borrow)) {
            borrow.borrowedAt(new BorrowPlace());
        }
        live.add(borrow);
    }

    private boolean keepsPlaceOf(Borrow borrow) {
        if (placeOfEvery > 0 && borrow.id() % placeOfEvery == 0) {
            return true;
        }
        return !suspects.isEmpty() && suspects.containsKey(borrow.endpoint());
    }

    @Override
    public void returned(Borrow borrow) {
        live.remove(borrow);
        borrow.forgetPlace(); // a stack is the large part of what is remembered
        recent.set(returns.getAndIncrement() & (RECENT - 1), borrow);
    }

    @Override
    public void refused(String pool, long waitedNanos, SQLException error) {
        // nothing was borrowed
    }

    /// From now on the place of every borrow of this endpoint is kept.
    public void suspect(String endpoint) {
        if (suspects.size() < MOST_SUSPECTS) {
            suspects.put(endpoint, Boolean.TRUE);
        }
    }

    /// Those of a data source that are not returned, the longest held first.
    public List<Borrow> live(String pool) {
        return live.stream()
                .filter(each -> each.pool().equals(pool))
                .sorted(Comparator.comparingLong(Borrow::sinceNanos))
                .toList();
    }

    /// Who works with this backend, or was the last of this process that did, as far as that is
    /// remembered; empty for the backend of another process.
    public Optional<Borrow> byBackend(int pid) {
        Predicate<Borrow> has = each -> each.backendPid() == pid;
        return pid == 0
                ? Optional.empty()
                : owner(has).or(() -> returned().filter(has).findFirst());
    }

    /// Who works with this backend now.
    public Optional<Borrow> owner(int pid) {
        return pid == 0 ? Optional.empty() : owner(each -> each.backendPid() == pid);
    }

    private Optional<Borrow> owner(Predicate<Borrow> has) {
        return live.stream().filter(has).findFirst();
    }

    private Stream<Borrow> returned() {
        int last = returns.get() - 1;
        return IntStream.range(0, RECENT)
                .mapToObj(back -> recent.get((last - back) & (RECENT - 1)))
                .filter(each -> each != null);
    }
}
