package io.headroom.load;

import java.util.ArrayList;
import java.util.List;

/// How a run went on, in even pieces of at least a second.
///
/// @param secondsPerPoint how long a piece is
record Timeline(int secondsPerPoint, List<Point> points) {

    private static final int MOST_POINTS = 240;

    /// One piece, of the requests that were due in it.
    ///
    /// @param second its beginning, from the end of the warm-up
    /// @param offeredPerSecond by the profile; writes and their read-backs included
    /// @param goodPerSecond good answers
    /// @param errorsPerSecond failed requests
    record Point(
            double second,
            double offeredPerSecond,
            double goodPerSecond,
            double errorsPerSecond,
            LatencySummary latency) {}

    static Timeline of(Profile profile, Iterable<Samples> samples) {
        double total = profile.measured().toMillis() / 1_000.0;
        int width = Math.max(1, (int) Math.ceil(total / MOST_POINTS));
        int count = Math.max(1, (int) Math.ceil(total / width));
        List<IntList> micros = new ArrayList<>();
        long[] errors = new long[count];
        for (int i = 0; i < count; i++) {
            micros.add(new IntList());
        }
        for (Samples group : samples) {
            group.forEach(sample -> {
                int at = (int) (Samples.dueMillis(sample) / 1_000 / width);
                int point = Math.min(at, count - 1);
                micros.get(point).add(Samples.micros(sample));
                errors[point] += Samples.isGood(sample) ? 0 : 1;
            });
        }
        List<Point> points = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            double start = (double) i * width;
            double seconds = Math.min(width, total - start);
            LatencySummary latency = LatencySummary.of(micros.get(i).toArray(), errors[i]);
            points.add(
                    new Point(
                            start,
                            Rounding.toThreeDecimals(offered(profile, start + seconds / 2)),
                            Rounding.toThreeDecimals((latency.count() - errors[i]) / seconds),
                            Rounding.toThreeDecimals(errors[i] / seconds),
                            latency));
        }
        return new Timeline(width, points);
    }

    /// Requests a second by the profile at a moment of the measured time.
    static double offered(Profile profile, double second) {
        double start = 0;
        for (Phase phase : profile.phases()) {
            if (!phase.measured()) {
                continue;
            }
            if (second < start + phase.seconds()) {
                double share = (second - start) / phase.seconds();
                double users = phase.fromUsers() + share * (phase.toUsers() - phase.fromUsers());
                return users * Profile.USER_RATE + 2 * profile.writesPerSecond();
            }
            start += phase.seconds();
        }
        return 0;
    }
}
