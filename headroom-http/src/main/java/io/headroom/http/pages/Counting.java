package io.headroom.http.pages;

/// How far the rows of a query are counted for those who ask for a total.
///
/// A count reads every row that matches, whatever the page costs: 2 million rows take PostgreSQL
/// about a tenth of a second and more where they do not lie in memory. Callers mostly want to know
/// whether there are 7, 300 or "many".
///
/// @param limit the largest number that is counted, at least 1; [Long#MAX_VALUE] for all
/// @param beyond what is answered when there are more
public record Counting(long limit, Beyond beyond) {

    /// What the total is when there are more rows than are counted.
    public enum Beyond {
        /// The limit, marked [PageInfo.TotalIs#AT_LEAST].
        AT_LEAST,
        /// The planner's estimate, at least `limit + 1`, marked [PageInfo.TotalIs#ESTIMATE]. It is
        /// as good as the statistics: right for a whole table, often far off for several filters.
        ESTIMATE
    }

    public Counting {
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "limit of the count must be at least 1, but is " + limit);
        }
    }

    /// Every row is counted: the default.
    public static Counting exact() {
        return new Counting(Long.MAX_VALUE, Beyond.AT_LEAST);
    }

    /// Counts up to a number of rows; beyond, the total is "at least" that.
    public static Counting upTo(long limit) {
        return new Counting(limit, Beyond.AT_LEAST);
    }

    /// Counts up to a number of rows; beyond, the planner estimates, as search engines do.
    public static Counting estimatedBeyond(long limit) {
        return new Counting(limit, Beyond.ESTIMATE);
    }

    boolean isExact() {
        return limit == Long.MAX_VALUE;
    }
}
