package io.headroom.cache;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;

/// The values of one cache in the shared tier. Safe for use by many threads.
///
/// A value enters only with the token that was handed out *before* its source of truth was asked:
/// an invalidation in between voids the token, on whichever node it happened.
public interface L2Store {

    /// What became of a fill.
    enum Fill {
        /// The value is stored.
        STORED,
        /// It was invalidated since the token was handed out.
        REJECTED,
        /// The tier did not answer, or not as it should.
        FAILED
    }

    /// Looks for a value, for no longer than the budget.
    L2Read read(String key, Duration budget);

    /// Looks for many values in one question; the answers stand in the order of the keys.
    List<L2Read> readAll(List<String> keys, Duration budget);

    /// Stores a value while its token stands. Returns at once.
    ///
    /// @param ttl at least 1 ms
    CompletionStage<Fill> fill(String key, byte[] value, Duration ttl, L2Token token);

    /// Removes a value, voids its tokens and tells the other nodes.
    L2Write invalidate(String key);

    /// Removes all values in constant time, voids all tokens and tells the other nodes.
    L2Write clear();
}
