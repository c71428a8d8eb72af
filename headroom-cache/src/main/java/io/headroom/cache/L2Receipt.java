package io.headroom.cache;

import java.time.Duration;
import java.util.List;

/// What a shared tier hands out for an invalidation. Safe for use by many threads.
public interface L2Receipt {

    /// Waits until every live node has applied the invalidation, or cannot serve from L1 what it
    /// invalidates.
    ///
    /// @return false when `limit` passed before, or the waiting thread was interrupted
    boolean awaitApplied(Duration limit);

    /// Where the events stand, one for each partition that was written. For an invalidation that
    /// was not acknowledged a mark without a generation, which no node ever reaches.
    List<L2Mark> marks();
}
