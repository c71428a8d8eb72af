package io.headroom.marketplace.sales;

import java.util.List;

/// What the shop recommends, the best first. Items that are inactive or deleted are left out. The
/// answers are as old as the views they come from ([Views]).
public interface SalesFigures {

    /// What people look at, keep, share and buy most, over 30 days.
    ///
    /// @param limit at least 1
    List<ScoredItem> popular(int limit);

    /// What people turn to more than they used to.
    ///
    /// @param days 7 or 30
    /// @param limit at least 1
    List<ScoredItem> trending(int days, int limit);

    /// What was bought together with an item; at most 24, empty when too few bought it.
    ///
    /// @param limit at least 1
    List<ScoredItem> alsoBought(long itemId, int limit);

    /// What goes with what a customer bought lately (the items of the last 50 orders) and was not
    /// bought by the customer yet, each scored by the sum over those items; filled up with popular
    /// items, whose score is 0. A customer without orders, an unknown one too, gets popular items.
    ///
    /// @param limit at least 1
    List<ScoredItem> recommendations(long customerId, int limit);
}
