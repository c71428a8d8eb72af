package io.headroom.load;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/// The schedule of a run: when each session is due, made before the run and never changed by it.
///
/// Arrivals are spread evenly by the rate of their phase, each at a random place within its own
/// slot, so that they keep the rate of every second and yet do not march in step. Immutable.
final class Arrivals {

    /// @param countBefore arrivals before it
    private record Segment(
            double start, double seconds, double fromRate, double toRate, double countBefore) {

        double count() {
            return (fromRate + toRate) / 2 * seconds;
        }

        /// When the given share of its arrivals has come: the inverse of the integral `fromRate · t
        /// + (toRate − fromRate) · t² / (2 · seconds)`, in the form that also holds for steady
        ///   phases.
        double timeOf(double arrivals) {
            double slope = (toRate - fromRate) / seconds;
            double root = Math.sqrt(Math.max(0, fromRate * fromRate + 2 * slope * arrivals));
            return start + Math.min(seconds, 2 * arrivals / (fromRate + root));
        }
    }

    private final List<Segment> segments;
    private final double count;
    private final long seed;

    private Arrivals(List<Segment> segments, double count, long seed) {
        this.segments = List.copyOf(segments);
        this.count = count;
        this.seed = seed;
    }

    /// One session for each user and second.
    static Arrivals ofUsers(List<Phase> phases, long seed) {
        return of(phases, 0, seed);
    }

    /// The same number in every second.
    static Arrivals steady(List<Phase> phases, double rate, long seed) {
        return of(phases, rate, seed);
    }

    private static Arrivals of(List<Phase> phases, double steadyRate, long seed) {
        List<Segment> segments = new ArrayList<>();
        double start = 0;
        double count = 0;
        for (Phase phase : phases) {
            double from = steadyRate > 0 ? steadyRate : phase.fromUsers();
            double to = steadyRate > 0 ? steadyRate : phase.toUsers();
            Segment segment = new Segment(start, phase.seconds(), from, to, count);
            segments.add(segment);
            start += phase.seconds();
            count += segment.count();
        }
        return new Arrivals(segments, count, seed);
    }

    /// How many sessions there are.
    long count() {
        return Math.round(count);
    }

    /// When a session is due, from the beginning of the schedule.
    ///
    /// @param number from 0 to [#count] − 1
    Duration due(long number) {
        double place = number + new SplittableRandom(seed ^ number).nextDouble();
        Segment segment = segments.getFirst();
        for (Segment candidate : segments) {
            if (candidate.countBefore() <= place) {
                segment = candidate;
            }
        }
        double time = segment.timeOf(Math.min(place - segment.countBefore(), segment.count()));
        return Duration.ofNanos((long) (time * 1e9));
    }
}
