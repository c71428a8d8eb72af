package io.headroom.operations.capacity;

/// Waiting lines with random arrivals and service times (M/M/c), and places without a line
/// (M/M/c/c).
///
/// Formulas: A. K. Erlang, "Solution of some Problems in the Theory of Probabilities of
/// Significance in Automatic Telephone Exchanges", 1917; in the form of L. Kleinrock, *Queueing
/// Systems* I, 1975, section 3.5.
public final class Queues {

    private Queues() {}

    /// The probability that an arrival has to wait (Erlang C), by the stable recursion of Erlang B.
    /// Between whole numbers of servers it is interpolated.
    ///
    /// @param servers how many, from above 0
    /// @param busy of them on average, the offered load
    static double waits(double servers, double busy) {
        if (busy >= servers) {
            return 1;
        }
        if (!(busy > 0)) {
            return 0;
        }
        int below = Math.max(1, (int) Math.floor(servers));
        double part = Math.clamp(servers - below, 0, 1);
        double low = erlangC(below, busy);
        return part == 0 ? low : low + part * (erlangC(below + 1, busy) - low);
    }

    private static double erlangC(int servers, double busy) {
        if (busy >= servers) {
            return 1;
        }
        double b = refused(servers, busy);
        double free = 1 - busy / servers;
        return b / (free + (1 - free) * b);
    }

    /// The share of arrivals that find no place, where nobody waits (Erlang B).
    ///
    /// @param offered how many places they would take on average
    private static double refused(int places, double offered) {
        double b = 1;
        for (int k = 1; k <= places; k++) {
            b = offered * b / (k + offered * b);
        }
        return b;
    }

    /// The load of which no more than a share is refused, where nobody waits (Erlang B).
    ///
    /// @param places at least 1
    /// @param refused the share, above 0 and below 1
    /// @return how many places it takes on average
    public static double loadRefusedAtMost(int places, double refused) {
        double low = 0;
        double high = places / (1 - refused);
        while (high - low > 1e-3 * places) {
            double middle = (low + high) / 2;
            if (refused(places, middle) > refused) {
                high = middle;
            } else {
                low = middle;
            }
        }
        return low;
    }

    /// The mean wait.
    ///
    /// @param service the mean service time, of which the result has the unit
    static double meanWait(double servers, double busy, double service) {
        return busy >= servers
                ? Double.POSITIVE_INFINITY
                : service * waits(servers, busy) / (servers - busy);
    }

    /// The wait that a share of the arrivals does not exceed.
    static double waitQuantile(double servers, double busy, double service, double quantile) {
        if (busy >= servers) {
            return Double.POSITIVE_INFINITY;
        }
        double excess = waits(servers, busy) / (1 - quantile);
        return excess <= 1 ? 0 : service * Math.log(excess) / (servers - busy);
    }
}
