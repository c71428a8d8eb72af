package io.headroom.operations.capacity;

/// How throughput grows with the requests under way, by the universal scalability law: X(N) = λN /
/// (1 + σ(N − 1) + κN(N − 1)) (N. J. Gunther, *Guerrilla Capacity Planning*, Springer 2007, chapter
/// 4).
///
/// @param perSecond λ: requests per second of one after the other; NaN where nothing is known
/// @param contention σ: the share of a request's work that only one can do at a time, from 0
/// @param coherence κ: what each pair of requests under way costs, as a share of a request, from 0;
///   where it is above 0, throughput has a peak and falls beyond it
/// @param r2 the share of the variance of the answers' time that it explains, at most 1
/// @param steps how many steps it follows from
public record Scalability(
        double perSecond, double contention, double coherence, double r2, int steps) {

    static final Scalability UNKNOWN =
            new Scalability(Double.NaN, Double.NaN, Double.NaN, Double.NaN, 0);

    /// Whether it fits what was seen.
    public boolean isKnown() {
        return perSecond > 0;
    }

    /// How many requests under way bring the most throughput; infinite where more of them always
    /// bring more.
    public double peakConcurrency() {
        return coherence > 0
                ? Math.max(1, Math.sqrt(Math.max(0, 1 - contention) / coherence))
                : Double.POSITIVE_INFINITY;
    }

    /// The most requests per second; what contention alone leaves is never reached, only neared.
    public double peak() {
        double at = peakConcurrency();
        if (Double.isFinite(at)) {
            return throughputAt(at);
        }
        return contention > 0 ? perSecond / contention : Double.POSITIVE_INFINITY;
    }

    /// Requests per second with so many under way.
    double throughputAt(double concurrency) {
        double n = concurrency;
        return perSecond * n / (1 + contention * (n - 1) + coherence * n * (n - 1));
    }

    /// How long answers take at a throughput: the lower of the two solutions; infinite beyond the
    /// peak.
    double secondsAt(double throughput) {
        double a = coherence * throughput;
        double b = perSecond - contention * throughput + a;
        double c = (1 - contention) * throughput;
        double root = b * b - 4 * a * c;
        if (!(root >= 0) || !(b > 0)) {
            return Double.POSITIVE_INFINITY;
        }
        // The form that loses no digits where a is small.
        return 2 * c / (b + Math.sqrt(root)) / throughput;
    }
}
