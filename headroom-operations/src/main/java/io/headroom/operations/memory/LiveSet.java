package io.headroom.operations.memory;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/// What the heap holds when its garbage is gone: one point for each major collection, the least
/// that it held after any collection until the next major one. (A concurrent collector only finds
/// garbage; the collections that follow take it away.)
///
/// A leak is suspected when the points of the last hours rise significantly, the rise is worth it,
/// the heap is full within the horizon, and the later half rises still: a cache that fills up
/// rises, too, but it ends. Safe for use by many threads; at most 512 points.
final class LiveSet {

    static final int MOST_POINTS = 512;

    private static final double NANOS_PER_HOUR = 3.6e12;
    private static final double STILL = 0.4;
    private static final double STILL_Z = 1.2;
    private static final double FULL = 0.98;

    /// So much faster the later half has to rise for the leak to have begun in it.
    private static final double FASTER = 1.25;

    private final MemoryOptions options;
    private final long startNanos;
    private final Deque<Point> points = new ArrayDeque<>();

    /// @param nanos when
    private record Point(long nanos, double bytes) {}

    LiveSet(MemoryOptions options, long startNanos) {
        this.options = options;
        this.startNanos = startNanos;
    }

    /// Takes note of a collection.
    ///
    /// @param nanos monotonic time
    /// @param major whether it was, or ended, a collection of the whole heap
    /// @param bytes what the heap held after it
    synchronized void collected(long nanos, boolean major, long bytes) {
        if (nanos - startNanos < options.warmUp().toNanos()) {
            return;
        }
        if (major) {
            points.addLast(new Point(nanos, bytes));
            if (points.size() > MOST_POINTS) {
                points.removeFirst();
            }
        } else if (!points.isEmpty() && bytes < points.getLast().bytes()) {
            points.addLast(new Point(points.removeLast().nanos(), bytes));
        }
    }

    /// NaN before the first major collection.
    synchronized double latest() {
        return points.isEmpty() ? Double.NaN : points.getLast().bytes();
    }

    /// Judges.
    ///
    /// @param max the most that the heap may hold
    synchronized LeakVerdict verdict(long max) {
        List<Point> known = new ArrayList<>(points);
        Trend all = trend(known);
        if (known.size() < options.leastPoints()) {
            return new LeakVerdict(
                    false,
                    String.format(
                            Locale.ROOT,
                            "%d of %d major collections since the warm-up of %d min: not known yet.",
                            known.size(),
                            options.leastPoints(),
                            options.warmUp().toMinutes()),
                    known.size(),
                    Double.NaN,
                    Double.NaN,
                    Double.NaN);
        }
        Trend late = trend(known.subList(known.size() / 2, known.size()));
        double slope = Math.min(all.slope(), late.slope());
        double hours = hours(max, all.end(), slope);
        double growth = (all.end() - all.start()) / max;
        String why =
                all.z() < options.leastZ()
                        ? "no significant trend"
                        : late.slope() < STILL * all.slope() || late.z() < STILL_Z
                                ? "it grew, and grows no more"
                                : growth < options.leastGrowth()
                                        ? "it grew by little"
                                        : hours > options.horizon().toSeconds() / 3_600.0
                                                ? "the heap is not full before the horizon"
                                                : "";
        boolean begunLate = late.slope() > FASTER * all.slope();
        double rate = begunLate ? late.slope() : slope;
        double left = begunLate ? hours(max, late.end(), rate) : hours;
        String text =
                why.isEmpty()
                        ? String.format(
                                Locale.ROOT,
                                "The live set grows by %.1f MB an hour (z = %.1f): the heap is full in %s.",
                                rate / 1e6,
                                all.z(),
                                left < 2
                                        ? Math.round(60 * left) + " minutes"
                                        : Math.round(left) + " hours")
                        : String.format(
                                Locale.ROOT,
                                "No leak: %s (%.1f MB an hour, z = %.1f).",
                                why,
                                all.slope() / 1e6,
                                all.z());
        return why.isEmpty()
                ? new LeakVerdict(true, text, known.size(), rate, all.z(), left)
                : new LeakVerdict(false, text, known.size(), all.slope(), all.z(), hours);
    }

    private static double hours(long max, double end, double slope) {
        return slope > 0 ? Math.max(0, FULL * max - end) / slope : Double.POSITIVE_INFINITY;
    }

    private static Trend trend(List<Point> points) {
        if (points.isEmpty()) {
            return Trend.NONE;
        }
        long first = points.getFirst().nanos();
        return Trend.of(
                points.stream()
                        .mapToDouble(each -> (each.nanos() - first) / NANOS_PER_HOUR)
                        .toArray(),
                points.stream().mapToDouble(Point::bytes).toArray());
    }
}
