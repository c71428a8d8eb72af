package io.headroom.cache;

import java.util.random.RandomGenerator;

/// Decides when a value is loaded anew before it expires: XFetch (Vattani, Chierichetti,
/// Lowenstein, *Optimal Probabilistic Cache Stampede Prevention*, VLDB 2015). A read at time t
/// refreshes if t − δ·β·ln(u) reaches the expiry, where δ is the time the load takes and u is
/// uniform in (0, 1].
final class EarlyRefresh {

    /// −ln(u) is larger than that once in nine million reads; before, nothing is computed.
    private static final double FARTHEST = 16;

    private EarlyRefresh() {}

    /// The earliest moment at which [#isDue] is worth a question.
    static long from(long expiresAtNanos, long loadNanos, double beta) {
        return expiresAtNanos - (long) (FARTHEST * beta * loadNanos);
    }

    static boolean isDue(Entry<?> entry, double beta, long nowNanos, RandomGenerator random) {
        double uniform = 1 - random.nextDouble();
        double ahead = -Math.log(uniform) * beta * entry.loadNanos;
        return ahead >= entry.leftNanos(nowNanos);
    }
}
