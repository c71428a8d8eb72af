package io.headroom.postgres.index;

/// How often a statement ran and how long that took, as sums that can be subtracted.
///
/// @param calls how often
/// @param totalMillis the time of all calls on the server
/// @param squares the sum of the squares of the calls' times, in ms²; from it comes the spread
public record StatementFigures(double calls, double totalMillis, double squares) {

    /// A statement that was not seen.
    public static final StatementFigures NONE = new StatementFigures(0, 0, 0);

    /// What came since an earlier reading of the same counters.
    StatementFigures since(StatementFigures earlier) {
        return new StatementFigures(
                calls - earlier.calls,
                totalMillis - earlier.totalMillis,
                Math.max(0, squares - earlier.squares));
    }

    StatementFigures plus(StatementFigures other) {
        return new StatementFigures(
                calls + other.calls, totalMillis + other.totalMillis, squares + other.squares);
    }

    /// The mean time of a call in milliseconds; NaN when there was none.
    public double meanMillis() {
        return calls > 0 ? totalMillis / calls : Double.NaN;
    }

    /// The square of the mean's standard error.
    double errorSquared() {
        if (calls < 2) {
            return Double.NaN;
        }
        double variance = Math.max(0, squares / calls - meanMillis() * meanMillis());
        return variance / (calls - 1);
    }
}
