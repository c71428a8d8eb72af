package io.headroom.jobs;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The lanes of a queue in which something may be ready, and whose turn it is.
///
/// Tenants take turns by deficit round robin (Shreedhar, Varghese 1995) with jobs as the unit: each
/// claim takes equally of the lanes that have something, and goes on with the next lanes where the
/// last claim ended. To be used under its queue's lock.
final class Lanes {

    private static final int MOST_AT_ONCE = 64;
    private static final int REMEMBERED = 10_000;

    private final Map<String, LaneCursor> cursors = new HashMap<>();
    private final Deque<LaneCursor> active = new ArrayDeque<>();
    private final Set<String> woken = new HashSet<>();

    /// Something may be ready in these.
    void wake(Collection<String> lanes) {
        woken.addAll(lanes);
    }

    /// Whether nothing can be ready in any.
    boolean isQuiet() {
        return active.isEmpty() && woken.isEmpty();
    }

    /// Takes those whose turn it is; they come back by [#took] or [#putBack].
    ///
    /// @param most how many at most, at least 1
    List<LaneCursor> next(int most, long nowNanos) {
        activate(nowNanos);
        int count = Math.min(Math.min(active.size(), MOST_AT_ONCE), most);
        List<LaneCursor> lanes = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            lanes.add(active.removeFirst());
        }
        return lanes;
    }

    private void activate(long nowNanos) {
        for (String lane : woken) {
            LaneCursor cursor = cursors.computeIfAbsent(lane, LaneCursor::new);
            cursor.wake();
            if (!active.contains(cursor)) {
                active.addLast(cursor);
            }
        }
        woken.clear();
        for (LaneCursor cursor : active) {
            cursor.rewind(nowNanos);
        }
        if (cursors.size() > REMEMBERED) {
            cursors.values().retainAll(active);
        }
    }

    /// A claim of these was not answered.
    void putBack(List<LaneCursor> lanes) {
        lanes.forEach(active::addLast);
    }

    /// A lane that gave less than it was asked for has no more, until somebody wakes it.
    ///
    /// @param each how many each was asked for
    void took(List<LaneCursor> lanes, int each, List<Claim.Taken> taken) {
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
    }
}
