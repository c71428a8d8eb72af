package io.headroom.operations.finding.rules;

import java.util.Arrays;

/// What is usual for a value: the median of its last ten minutes in which it was usual. What is
/// more than twice as much is left out, so that trouble does not become usual, but for half an hour
/// at most. For one thread.
final class Baseline {

    private static final int MOST = 120;
    private static final int LEAST = 6;
    private static final int MOST_REFUSED = 360;

    private final double margin;
    private final double[] ring = new double[MOST];
    private int count;
    private int refused;

    /// @param margin above twice the usual, that still counts as usual
    Baseline(double margin) {
        this.margin = margin;
    }

    /// Takes a value in, unless it is unusual.
    ///
    /// @return what was usual before; NaN while too little is known, which is half a minute
    double compare(double value) {
        double usual = usual();
        boolean strange = value > 2 * usual + margin;
        if (strange && refused < MOST_REFUSED) {
            refused++;
            return usual;
        }
        refused = 0;
        if (strange) {
            count = 0;
        }
        ring[count % MOST] = value;
        count++;
        return usual;
    }

    private double usual() {
        int known = Math.min(count, MOST);
        if (known < LEAST) {
            return Double.NaN;
        }
        double[] sorted = Arrays.copyOf(ring, known);
        Arrays.sort(sorted);
        return sorted[known / 2];
    }
}
